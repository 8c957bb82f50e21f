/**
 * Inline styles, because many mail programs drop style sheets. Text and background keep the colours of the mail program
 * and what we colour is a middle grey or blue that is readable on white and on black, so that light and dark both work.
 */
export const styles = {
  body: 'margin:0;padding:0;font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5',
  hidden: 'display:none;max-height:0;overflow:hidden;opacity:0',
  page: 'max-width:600px;margin:0 auto;padding:24px 16px;overflow-wrap:anywhere',
  title: 'margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:600',
  paragraph: 'margin:0 0 16px',
  button:
    'display:inline-block;padding:10px 18px;border-radius:6px;background-color:#2563eb;color:#ffffff;font-weight:600;text-decoration:none',
  url: 'margin:0 0 16px;font-size:13px;color:#737373',
  quote: 'margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid #8a8a8a',
  table: 'margin:0 0 16px;border-collapse:collapse;width:100%',
  label: 'padding:6px 16px 6px 0;text-align:start;vertical-align:top;font-weight:400;color:#737373;white-space:nowrap',
  value: 'padding:6px 0;vertical-align:top',
  footer: 'margin-top:32px;padding-top:16px;border-top:1px solid #8a8a8a',
  small: 'margin:0 0 8px;font-size:13px;color:#737373',
  link: 'color:#3b82f6',
} as const

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For text between tags and for values between double quotes. Control characters but tab and line end are dropped. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? '').replace(/[^\P{Cc}\t\n\r]/gu, '')
}
