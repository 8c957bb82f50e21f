/** HTML by template literal. What is put in is escaped; only what this function made itself goes in as it is. */

export type Html = { readonly markup: string }

type Value = Html | string | number | null | undefined | false | readonly Value[]

export function markup(strings: TemplateStringsArray, ...values: Value[]): Html {
  return { markup: strings.map((text, index) => text + render(values[index])).join('') }
}

function render(value: Value): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'markup' in value ? value.markup : value.map(render).join('')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For text and quoted attributes, in HTML and XML. Control characters that XML forbids are dropped. */
export function escapeHtml(text: string): string {
  return (
    text
      .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
      // oxlint-disable-next-line no-control-regex -- these are what is removed
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, '')
  )
}

/** Ends before the punctuation that closes a sentence around the address. */
const address = /https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]/giu

/**
 * Text that a member wrote: blank lines part paragraphs, line ends stay, http(s) addresses become links which say that
 * we do not vouch for them. Nothing else is markup.
 */
export function paragraphs(text: string): Html[] {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => markup`<p>${paragraph.split('\n').map((line, i) => [i > 0 && markup`<br>`, linked(line)])}</p>`)
}

function linked(line: string): Value[] {
  const parts: Value[] = []
  let end = 0
  for (const { 0: url, index } of line.matchAll(address)) {
    if (!URL.canParse(url)) continue
    parts.push(line.slice(end, index), markup`<a href="${url}" rel="nofollow ugc noopener">${url}</a>`)
    end = index + url.length
  }
  return [...parts, line.slice(end)]
}
