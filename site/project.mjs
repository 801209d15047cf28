// What the site knows of the project, read from where it is said.

import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const site = dirname(fileURLToPath(import.meta.url))
export const repository = resolve(site, '..')

const pom = readFileSync(resolve(repository, 'pom.xml'), 'utf8')

export const version = pom.match(/<artifactId>mqtt-spring-boot<\/artifactId>\s*<version>([^<]+)</)[1]
export const url = pom.match(/<artifactId>mqtt-spring-boot<\/artifactId>[\s\S]*?<url>([^<]+)<\/url>/)[1]

/** The branch or tag with the sources of this version. */
export const ref = version.endsWith('-SNAPSHOT') ? 'main' : `v${version}`

/** The modules whose public packages have Javadoc. */
export const modules = ['mqtt-core', 'mqtt-spring', 'mqtt-spring-boot-autoconfigure', 'mqtt-spring-boot-test', 'mqtt-test']

/**
 * Makes the anchor of a heading as GitHub does, so that links work in both places.
 */
export function anchor(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replace(/ /g, '-')
}
