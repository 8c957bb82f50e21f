/**
 * The one form of all mail. There is no template language: whatever comes in is text, and comes out as text, so nothing
 * that a user wrote can become markup, a link or a picture.
 */
import { escapeHtml, styles } from './template-style.ts'

export type MailPart =
  /** A paragraph; line breaks in it stay. */
  | string
  | { button: { label: string; url: string } }
  /** Somebody else's words, set apart. */
  | { quote: string }
  /** Rows of label and value. */
  | { table: [string, string][] }

export type MailContent = {
  title: string
  /** What a mail program shows beside the subject. */
  preheader?: string
  paragraphs: MailPart[]
  /** Small print: who sends this, why, and how to stop it. A line that is an http(s) URL becomes a link. */
  footer: string[]
  /** BCP 47; decides the direction of the text. */
  language?: string
}

export type RenderedMail = { text: string; html: string }

/** Text and HTML that say the same. Throws an Error for a button whose URL is not http(s): that is a bug of ours. */
export function renderMail(content: MailContent): RenderedMail {
  return { text: renderText(content), html: renderHtml(content) }
}

function renderText({ title, paragraphs, footer }: MailContent): string {
  const parts = [title, ...paragraphs.map(partAsText), ['-- ', ...footer].join('\n')]
  return `${parts.map((part) => part.replace(/\r\n?/g, '\n')).join('\n\n')}\n`
}

function partAsText(part: MailPart): string {
  if (typeof part === 'string') return part
  if ('button' in part) return `${part.button.label}:\n${webUrl(part.button.url)}`
  if ('quote' in part) return part.quote.replace(/^/gm, '> ')
  return part.table.map(([label, value]) => `${label}: ${value}`).join('\n')
}

function renderHtml({ title, preheader, paragraphs, footer, language = 'en' }: MailContent): string {
  const direction = /^(ar|fa|he|ur|yi|ps|sd|dv)\b/i.test(language) ? 'rtl' : 'ltr'
  const hidden = preheader === undefined ? '' : `<div style="${styles.hidden}">${escapeHtml(preheader)}</div>`
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
</head>
<body style="${styles.body}">
${hidden}<div style="${styles.page}">
<h1 style="${styles.title}">${escapeHtml(title)}</h1>
${paragraphs.map(partAsHtml).join('\n')}
<div style="${styles.footer}">
${footer.map(footerLine).join('\n')}
</div>
</div>
</body>
</html>
`
}

function partAsHtml(part: MailPart): string {
  if (typeof part === 'string') return `<p style="${styles.paragraph}">${withBreaks(part)}</p>`
  if ('quote' in part) return `<blockquote style="${styles.quote}">${withBreaks(part.quote)}</blockquote>`
  if ('table' in part) return table(part.table)
  const url = escapeHtml(webUrl(part.button.url))
  // The address stands below the button for whoever wants to see it, or whose program shows no links.
  return `<p style="${styles.paragraph}"><a href="${url}" style="${styles.button}">${escapeHtml(part.button.label)}</a></p>
<p style="${styles.url}">${url}</p>`
}

function table(rows: [string, string][]): string {
  const cells = rows.map(([label, value]) => {
    return `<tr><th scope="row" style="${styles.label}">${escapeHtml(label)}</th><td style="${styles.value}">${withBreaks(value)}</td></tr>`
  })
  return `<table style="${styles.table}">${cells.join('')}</table>`
}

function footerLine(line: string): string {
  const isUrl = /^https?:\/\/\S+$/.test(line)
  const url = isUrl ? escapeHtml(webUrl(line)) : ''
  return `<p style="${styles.small}">${isUrl ? `<a href="${url}" style="${styles.link}">${url}</a>` : withBreaks(line)}</p>`
}

function withBreaks(text: string): string {
  return escapeHtml(text).replace(/\r\n?|\n/g, '<br>')
}

function webUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new Error('a link in a mail must be http or https')
  return url.href
}
