/** Comma-separated values (RFC 4180), read and written. Pure. */

/** Rows with the number of the line on which each begins, from 1. A semicolon parts cells where the first line has no comma. */
export function parseCsv(text: string): { line: number; cells: string[] }[] {
  const input = text.replace(/^\uFEFF/, '')
  const firstLine = /^[^\r\n]*/.exec(input)?.[0] ?? ''
  const separator = !firstLine.includes(',') && firstLine.includes(';') ? ';' : ','
  const rows: { line: number; cells: string[] }[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let startedAt = 1
  const endRow = () => {
    rows.push({ line: startedAt, cells: [...cells, cell] })
    cells = []
    cell = ''
    startedAt = line
  }
  for (let at = 0; at < input.length; at++) {
    const character = input.charAt(at)
    if (character === '\n') line += 1
    if (quoted) {
      if (character !== '"') cell += character
      else if (input[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (character === '"' && cell === '') quoted = true
    else if (character === separator) {
      cells.push(cell)
      cell = ''
    } else if (character === '\n') endRow()
    else if (character !== '\r') cell += character
  }
  if (cell !== '' || cells.length > 0) endRow()
  return rows
}

/** One row, ended by CR LF. */
export function csvRow(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => quotedCell(cell ?? '')).join(',')}\r\n`
}

/** What a spreadsheet would take for a formula gets an apostrophe in front, so that no address can run anything. */
function quotedCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
