/** Links: whatever could run something in the page of the reader is refused. */
import { maxLinks } from '../limits.ts'
import type { JsonObject, Link } from '../model.ts'
import type { Problems } from '../problems.ts'
import { flagOf, objectsOf, textOf, textsOf } from './values.ts'

const maxUrlChars = 4000
const schemes = new Set(['http', 'https', 'mailto'])

/**
 * The address, or undefined when it is of a kind that could run something. Browsers ignore control characters and blanks
 * in front of and within a scheme, so these are taken out before it is looked at.
 */
export function safeUrl(url: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- they are what is taken out
  const bare = url.replaceAll(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028\u2029\ufeff]/g, '')
  if (bare === '') return undefined
  if (bare.startsWith('//') || bare.startsWith('\\') || bare.startsWith('/\\')) return undefined
  const scheme = /^([^/?#]*?):/.exec(bare)?.[1]
  // A variable may stand for a whole address: it is looked at again when its value is in.
  if (scheme === undefined || scheme.startsWith('$')) return url.trim()
  return schemes.has(scheme.toLowerCase()) ? url.trim() : undefined
}

export function readLinks(value: unknown, at: string, problems: Problems): Link[] {
  return objectsOf(value, maxLinks).map((link, index) => readLink(link, `${at}[${index}]`, problems))
}

function readLink(link: JsonObject, at: string, problems: Problems): Link {
  const written = textOf(link['url'], maxUrlChars)
  const url = safeUrl(written)
  if (written !== '' && url === undefined) problems.add(`${at}.url`, 'this kind of address is refused')
  return {
    title: textOf(link['title'], 500),
    kind: link['type'] === 'dashboards' ? 'dashboards' : 'link',
    url: url ?? '',
    tags: textsOf(link['tags'], 100, 200),
    tooltip: textOf(link['tooltip'], 1000),
    newTab: flagOf(link['targetBlank'], false),
    keepTime: flagOf(link['keepTime'], false),
    includeVariables: flagOf(link['includeVars'], false),
    asDropdown: flagOf(link['asDropdown'], false),
  }
}
