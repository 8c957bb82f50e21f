/** Where something stands in a file of YAML. */
import { isNode, type Document, type LineCounter } from 'yaml'

export type Path = readonly (string | number)[]

/** What people are told; with where it stands in the file. */
export class FileError extends Error {}

/** `line 3, column 5`: of the entry itself, or of the nearest one around it that is in the file. */
export function createLocator(document: Document, lines: LineCounter): (path: Path) => string {
  return (path) => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      if (!isNode(node) || !node.range) continue
      const { line, col } = lines.linePos(node.range[0])
      return `line ${line}, column ${col}`
    }
    return 'line 1, column 1'
  }
}
