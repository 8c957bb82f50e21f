/** A letter to many: what is the same for all is rendered once, and its lines are shared. */
import { newSecret } from '#platform/ids'
import type { MailLines, MailMessage } from './mail.ts'
import { escapeHtml } from './template-style.ts'
import { renderMail, type MailContent } from './template.ts'

/** The texts of the mail with this link in it; the same bytes as rendering it alone gives. */
export type ManyMails = (link: string) => Required<Pick<MailMessage, 'text' | 'html' | 'lines'>>

/** `content` gets the one link that differs, which must be http(s); the other words must not depend on it. */
export function renderForMany(content: (link: string) => MailContent): ManyMails {
  // Nobody can have written this, so that nothing but the link is replaced. It stays as it is in a URL and in HTML.
  const slot = `https://slot.invalid/${newSecret(16)}`
  const { text, html } = renderMail(content(slot))
  const linesOfText = dividedAt(slot, text)
  const linesOfHtml = dividedAt(slot, html)
  return (link) => {
    const shown = new URL(link).href
    const escaped = escapeHtml(shown)
    return {
      get text() {
        return text.replaceAll(slot, () => link)
      },
      get html() {
        return html.replaceAll(slot, () => escaped)
      },
      lines: { text: filled(linesOfText, slot, link), html: filled(linesOfHtml, slot, escaped) },
    }
  }
}

type Divided = { lines: MailLines; hasSlot: boolean }[]

/** Runs of lines that all share, and each line with the link by itself. */
function dividedAt(slot: string, text: string): Divided {
  const runs: { lines: string[]; hasSlot: boolean }[] = []
  for (const line of text.split(/\r\n|\r|\n/)) {
    const hasSlot = line.includes(slot)
    const last = runs.at(-1)
    if (last && !last.hasSlot && !hasSlot) last.lines.push(line)
    else runs.push({ lines: [line], hasSlot })
  }
  return runs.map(({ lines, hasSlot }) => ({ lines: { text: lines.join('\n') }, hasSlot }))
}

function filled(divided: Divided, slot: string, link: string): MailLines[] {
  return divided.map(({ lines, hasSlot }) => (hasSlot ? { text: lines.text.replaceAll(slot, () => link) } : lines))
}
