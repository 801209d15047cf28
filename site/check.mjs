// Looks at every link of the built site that stays on it: the page and the anchor must be there.

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { site } from './project.mjs'

const root = join(site, 'target', 'site')
const base = process.env.SITE_BASE ?? '/'
const withApi = existsSync(join(root, 'api'))
const problems = []
const ids = new Map()

function idsOf(file) {
  if (!ids.has(file)) {
    ids.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/\s(?:id|name)="([^"]+)"/g)].map((match) => match[1])))
  }
  return ids.get(file)
}

function find(path) {
  return [path, `${path}.html`, join(path, 'index.html')].find((file) => existsSync(file) && statSync(file).isFile())
}

const pages = readdirSync(root, { recursive: true })
  .map((name) => join(root, name))
  .filter((file) => file.endsWith('.html') && !relative(root, file).startsWith('api/'))

let count = 0
for (const file of pages) {
  for (const [, encoded] of readFileSync(file, 'utf8').matchAll(/\s(?:href|src)="([^"]*)"/g)) {
    const link = encoded.replaceAll('&amp;', '&')
    if (!link || /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) {
      continue
    }
    count++
    const [path, fragment] = link.split('#')
    const plain = decodeURIComponent(path)
    const wanted = !plain ? file : plain.startsWith('/') ? join(root, plain.substring(base.length - 1)) : resolve(dirname(file), plain)
    const isApi = relative(root, wanted).startsWith('api')
    const found = find(wanted)
    if (!found && !(isApi && !withApi)) {
      problems.push(`${relative(root, file)}: ${link} leads to nothing`)
    } else if (fragment && found?.endsWith('.html') && !idsOf(found).has(decodeURIComponent(fragment))) {
      problems.push(`${relative(root, file)}: ${link} leads to no heading`)
    }
  }
}
if (problems.length) {
  console.error([...new Set(problems)].join('\n'))
  process.exit(1)
}
console.log(`${count} links on ${pages.length} pages are right`)
