/** A short way to a directory with Unix sockets: the system allows no more than 107 bytes for a socket's address. */
import { createHash } from 'node:crypto'
import { lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorCode } from './processes.ts'

/** sun_path of unix(7) is 108 bytes with its end; macOS has 104. */
const longestAddressBytes = 103

/**
 * `directory` itself when `socketName` in it can be an address, otherwise a symbolic link to it in the temporary
 * directory, which `release` removes. Access is still decided by the directory's own mode: the link opens nothing.
 */
export function shortSocketDirectory(directory: string, socketName: string): { path: string; release(): void } {
  if (Buffer.byteLength(join(directory, socketName)) <= longestAddressBytes) {
    return { path: directory, release: () => undefined }
  }
  const link = makeLink(directory)
  return { path: link, release: () => rmSync(link, { force: true }) }
}

function makeLink(directory: string): string {
  for (let attempt = 0; attempt < 100; attempt++) {
    const hash = createHash('sha256').update(`${attempt} ${directory}`).digest('hex').slice(0, 16)
    const link = join(tmpdir(), `watchword-${hash}`)
    try {
      symlinkSync(directory, link)
      return link
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    if (isOurLink(link, directory)) return link // otherwise someone took the name: try the next one
  }
  throw new Error(`cannot make a short path to ${directory} in ${tmpdir()}`)
}

function isOurLink(link: string, directory: string): boolean {
  const found = lstatSync(link)
  return found.isSymbolicLink() && found.uid === process.getuid?.() && readlinkSync(link) === directory
}
