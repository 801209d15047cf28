import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'
import { anchor, modules, ref, site, url, version } from '../project.mjs'

const api = process.env.SITE_API !== 'false'

const parts = [
  {
    text: 'In a Spring Boot application',
    link: '/spring-boot',
    items: [
      ['Getting started', 'getting-started'],
      ['Handler methods', 'handlers'],
      ['Sending messages', 'template'],
      ['Configuration', 'configuration'],
      ['Several brokers and tenants', 'tenants'],
      ['Threads and pools', 'threads'],
      ['Spring Integration', 'integration'],
      ['The sample', 'sample']
    ]
  },
  {
    text: 'In plain Java',
    link: '/plain-java',
    items: [
      ['The client', 'client'],
      ['Reaching a broker', 'connections']
    ]
  },
  {
    text: 'Operating it',
    link: '/operating',
    items: [
      ['Watching it', 'observability'],
      ['Brokers one by one', 'brokers'],
      ['Scaling out', 'scaling']
    ]
  },
  { text: 'Testing', link: '/testing', items: [] },
  { text: 'Coming from ...', link: '/migration', items: [] },
  {
    text: 'How it works',
    link: '/how-it-works',
    items: [
      ['Architecture', 'architecture'],
      ['Reliability', 'reliability'],
      ['Conformance', 'conformance'],
      ['Features and their tests', 'tests'],
      ['Benchmarks', 'benchmarks'],
      ['Changelog', 'changelog']
    ]
  }
].map((part) => ({ ...part, items: part.items.map(([text, link]) => ({ text, link: `/${link}` })) }))

const reachable = new Set(['/index', '/guides', ...parts.flatMap((part) => [part.link, ...part.items.map((item) => item.link)])])
const missing = readdirSync(join(site, 'target', 'pages'))
  .filter((name) => name.endsWith('.md') && !reachable.has(`/${name.replace(/\.md$/, '')}`))
if (missing.length) {
  throw new Error(`Not in the navigation, .vitepress/config.mjs: ${missing.join(', ')}`)
}

const javadoc = {
  text: 'Javadoc',
  collapsed: false,
  items: modules.map((module) => ({ text: module, link: `/api/${module}/index.html`, target: '_blank' }))
}

export default defineConfig({
  title: 'MQTT for Spring Boot',
  description: 'An MQTT client for Java, and a Spring Boot starter over it',
  lang: 'en',
  base: process.env.SITE_BASE ?? '/',
  srcDir: 'target/pages',
  outDir: 'target/site',
  cleanUrls: false,
  // Javadoc is added afterwards; check.mjs looks at all links.
  ignoreDeadLinks: [/^http:\/\/localhost/, /\/api\//],
  markdown: {
    anchor: { slugify: anchor },
    toc: { slugify: anchor },
    theme: { light: 'github-light', dark: 'github-dark' }
  },
  themeConfig: {
    search: { provider: 'local', options: { detailedView: true } },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: '/guides' },
      ...(api ? [{ text: 'Javadoc', items: javadoc.items }] : []),
      {
        text: version,
        items: [
          { text: 'Changelog', link: '/changelog' },
          { text: 'Sources of this version', link: `${url}/tree/${ref}` }
        ]
      }
    ],
    sidebar: [...parts.map((part) => ({ ...part, collapsed: false })), ...(api ? [javadoc] : [])],
    socialLinks: [{ icon: 'github', link: url }],
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'Apache License 2.0' }
  }
})
