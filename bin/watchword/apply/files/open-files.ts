/** Reads the files that a pattern means: beside the configuration or below, and nowhere else. */
import { globSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { FileError } from '../positions.ts'

/** `path` as it is told to people, from the configuration's directory on. */
export type OpenedFile = { path: string; text: string }

/** Of one pattern, and of one file. */
export const maxFiles = 500
export const maxBytes = 8 * 1024 * 1024
/** Of all together. */
export const maxTotalBytes = 128 * 1024 * 1024

export type OpenFiles = (pattern: string, at: string) => OpenedFile[]

/** Throws FileError that begins with `at`. The files of a pattern come in the order of their names. */
export function createOpenFiles(directory: string): OpenFiles {
  const root = realpathSync(directory)
  let left = maxTotalBytes
  return (pattern, at) => {
    const refuse = (reason: string): never => {
      throw new FileError(`${at}: ${pattern}: ${reason}`)
    }
    if (isAbsolute(pattern) || pattern.split(/[/\\]/).includes('..')) {
      refuse('a file lies beside the configuration or below, and is named from there')
    }
    const paths = pathsOf(root, pattern)
    if (paths.length === 0) refuse('there is no such file')
    if (paths.length > maxFiles) refuse(`these are more than ${maxFiles} files`)
    return paths.map((path) => {
      const real = realpathSync(join(root, path))
      // A link may lead anywhere.
      if (relative(root, real).split(sep)[0] === '..') refuse(`${path} leads out of the directory`)
      const { size } = statSync(real)
      if (size > maxBytes) refuse(`${path} is larger than ${maxBytes / 2 ** 20} MiB`)
      left -= size
      if (left < 0) refuse(`all files together are larger than ${maxTotalBytes / 2 ** 20} MiB`)
      return { path, text: readFileSync(real, 'utf8').replace(/^\uFEFF/, '') }
    })
  }
}

function pathsOf(root: string, pattern: string): string[] {
  const isFile = (path: string) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true
  // A name may have brackets in it.
  if (isFile(pattern)) return [pattern]
  return globSync(pattern, { cwd: root }).filter(isFile).toSorted()
}
