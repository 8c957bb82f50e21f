/** A table for spreadsheets: RFC 4180 §2, every field in quotes, with the mark by which they recognise UTF-8. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')}`
}

function field(value: string): string {
  return `"${harmless(value).replaceAll('"', '""')}"`
}

/** What begins like a formula would be computed by the reader's spreadsheet: an apostrophe makes it text (OWASP). */
function harmless(value: string): string {
  const text = value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
  return /^[\s"']*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text
}
