/** Text that members wrote, as HTML. */
import { markup, type Html, type Value } from '#platform/markup'

export { markup, type Html } from '#platform/markup'

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
