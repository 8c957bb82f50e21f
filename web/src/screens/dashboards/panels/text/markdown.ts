import MarkdownIt from 'markdown-it'

const parser = new MarkdownIt({ html: true, linkify: true })

/** With the HTML that stands in it: who shows it lets through what is harmless. */
export function toHtml(text: string): string {
  return parser.render(text)
}
