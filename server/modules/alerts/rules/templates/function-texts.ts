import { parseAddress } from '#platform/egress'
import { compileRegex, RegexError } from '#modules/metrics'
import { FunctionError, taking, textOf, type TemplateFunction } from './function.ts'
import { joinTexts, maxTextLength, show } from './values.ts'

/** Texts, hosts and addresses. Regular expressions are those of PromQL, and are looked for anywhere in the text. */
export const texts: Readonly<Record<string, TemplateFunction>> = {
  title: ofText((text) =>
    text.replaceAll(
      /(^|[^\p{L}\p{N}_'])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    ),
  ),
  toUpper: ofText((text) => text.toUpperCase()),
  toLower: ofText((text) => text.toLowerCase()),
  match: taking(2, ([pattern, text]) => regex(textOf(pattern)).matchesSomewhere(textOf(text))),
  reReplaceAll: taking(3, ([pattern, replacement, text]) =>
    replaceAll(textOf(pattern), textOf(replacement), textOf(text)),
  ),
  stripPort: ofText((text) => splitHostPort(text)?.host ?? text),
  stripDomain: ofText(stripDomain),
  urlQueryEscape: ofText(queryEscape),
  urlquery: (args) => queryEscape(joinTexts(args.map(show))),
  safeHtml: ofText((text) => text),
  html: (args) => joinTexts(args.map(show)).replaceAll(/[&<>"'\0]/g, (char) => entities[char] ?? char),
  externalURL: taking(0, (_, { externalUrl }) => externalUrl),
}

function ofText(call: (text: string) => string): TemplateFunction {
  return taking(1, ([text]) => call(textOf(text)))
}

/** Every match may become the replacement, and every group in it the whole match: neither is made if it could be long. */
function replaceAll(pattern: string, replacement: string, text: string): string {
  if ((replacement.length + 1) * (text.length + 1) > maxReplaceWork) {
    throw new FunctionError('the text and its replacement are too long')
  }
  return regex(pattern).replaceEach(text, replacement)
}

const maxReplaceWork = 64 * maxTextLength

function regex(pattern: string) {
  try {
    return compileRegex(pattern)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    throw new FunctionError(`error parsing regexp: ${error.message}`, { cause: error })
  }
}

/** `host:port` or `[v6]:port`; undefined without a port, or for an IPv6 address without brackets. */
function splitHostPort(text: string): { host: string; port: string } | undefined {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(text)
  return match ? { host: match[1] ?? match[2] ?? '', port: match[3] ?? '' } : undefined
}

/** The first label of a host's name; addresses stay, and so does a port. */
function stripDomain(text: string): string {
  const { host, port } = splitHostPort(text) ?? { host: text, port: '' }
  if (parseAddress(host)) return text
  const [name = ''] = host.split('.')
  return port === '' ? name : `${name}:${port}`
}

function queryEscape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** As Go's HTMLEscapeString. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '�',
}
