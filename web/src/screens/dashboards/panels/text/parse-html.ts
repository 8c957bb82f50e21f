/** The browser's own parser, in a document that loads and runs nothing. */
import type { Parsed } from './safe-tree.ts'

export function parseHtml(text: string): Parsed['children'] {
  // Handlers would not run, and go with the next step; but the browser would report each of them to the console.
  const quiet = text.replaceAll(/<[^>]*>/g, (tag) => tag.replaceAll(/\bon\w+(?=\s*=)/gi, 'data-off'))
  const { body } = new DOMParser().parseFromString(quiet, 'text/html')
  return childrenOf(body)
}

const childrenOf = (node: Node): Parsed['children'] =>
  [...node.childNodes].flatMap((child): (Parsed | string)[] => {
    if (child.nodeType === Node.TEXT_NODE) return [child.textContent ?? '']
    return child instanceof Element ? [parsedOf(child)] : []
  })

const parsedOf = (element: Element): Parsed => ({
  name: element.localName,
  attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
  children: childrenOf(element),
})
