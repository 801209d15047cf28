// Copies the guides to target/pages, with links as the site needs them. Fails on links that lead nowhere.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { anchor, ref, repository, site, url } from './project.mjs'

const docs = join(repository, 'docs')
const target = join(site, 'target', 'pages')
const problems = []

// Pages from outside of docs that are part of the site.
const extra = { 'CHANGELOG.md': 'changelog.md' }

const FENCE = /^(```|~~~)[\s\S]*?^\1[ \t]*$/gm
const TOKEN = /^(?:```|~~~)[\s\S]*?^(?:```|~~~)[ \t]*$|(!?\[(?:[^\][]|\[[^\]]*\])*\])\(([^()\s]+)\)|`[^`\n]*`/gm

function withoutCode(text) {
  return text.replace(FENCE, '').replace(/<!--[\s\S]*?-->/g, '')
}

const anchors = new Map()

function anchorsOf(file) {
  if (!anchors.has(file)) {
    const seen = new Map()
    const found = new Set()
    for (const [, heading] of withoutCode(readFileSync(file, 'utf8')).matchAll(/^#{1,6} (.*)$/gm)) {
      const plain = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')
      const name = anchor(plain)
      const times = seen.get(name) ?? 0
      seen.set(name, times + 1)
      found.add(times ? `${name}-${times}` : name)
    }
    anchors.set(file, found)
  }
  return anchors.get(file)
}

/** Where a file of the repository is on the site, or nothing. */
function page(file) {
  const path = relative(repository, file)
  if (extra[path]) {
    return extra[path]
  }
  if (dirname(file) !== docs || extname(file) !== '.md') {
    return undefined
  }
  return path === 'docs/README.md' ? 'guides.md' : path.substring('docs/'.length)
}

function resolveLink(source, link) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) {
    return link
  }
  const [path, fragment] = link.split('#')
  const file = path ? resolve(dirname(source), decodeURIComponent(path)) : source
  const where = relative(repository, source)
  if (!existsSync(file)) {
    problems.push(`${where}: ${link} leads to nothing`)
    return link
  }
  if (fragment && extname(file) === '.md' && !anchorsOf(file).has(fragment)) {
    problems.push(`${where}: ${link} leads to no heading`)
  }
  if (!path) {
    return link
  }
  const suffix = fragment ? `#${fragment}` : ''
  const onSite = page(file)
  if (onSite) {
    return `./${onSite}${suffix}`
  }
  if (dirname(file).startsWith(docs)) {
    return `./${relative(docs, file)}${suffix}` // pictures, copied below
  }
  const kind = statSync(file).isDirectory() ? 'tree' : 'blob'
  return `${url}/${kind}/${ref}/${relative(repository, file)}${suffix}`
}

function convert(source) {
  const text = readFileSync(source, 'utf8')
  // Code keeps what looks like a link. From left to right, so that the label of a link can be code.
  return text.replace(TOKEN, (all, label, link) => (link ? `${label}(${resolveLink(source, link)})` : all))
}

/** The first page shows the example of the README. */
function home() {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8')
  const blocks = (language) => [...readme.matchAll(new RegExp('^```' + language + '\\n[\\s\\S]*?^```$', 'gm'))].map((match) => match[0])
  return readFileSync(join(site, 'home.md'), 'utf8').replace(/<!-- README: (\w+) containing (.+) -->/g, (all, language, word) => {
    const block = blocks(language).find((candidate) => candidate.includes(word))
    if (!block) {
      problems.push(`site/home.md: the README has no ${language} with '${word}'`)
    }
    return block
  })
}

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
for (const name of readdirSync(docs, { recursive: true })) {
  const file = join(docs, name)
  if (statSync(file).isDirectory()) {
    continue
  }
  if (page(file)) {
    writeFileSync(join(target, page(file)), convert(file))
  } else {
    cpSync(file, join(target, name))
  }
}
for (const [path, onSite] of Object.entries(extra)) {
  writeFileSync(join(target, onSite), convert(join(repository, path)))
}
writeFileSync(join(target, 'index.md'), home())

// These are read in the repository only; their links must be right all the same.
for (const name of readdirSync(repository)) {
  if (extname(name) === '.md') {
    convert(join(repository, name))
  }
}
convert(join(site, 'README.md'))

if (problems.length) {
  console.error(problems.join('\n'))
  process.exit(1)
}
