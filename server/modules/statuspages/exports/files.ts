/** What a page consists of in a bucket: every form of it, with what the store is to answer it with. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { copiedForms } from '../public/copy-page.ts'
import { headersOf, type Form } from '../public/forms.ts'
import type { Snapshot } from '../snapshot.ts'

export type ExportedFile = {
  /** Below the page's root, `reports/abcdefghijkl/index.html`. */
  path: string
  headers: Record<string, string>
  /** Of all but the time of the copy, so that what has not changed is not put again. */
  digest: string
  /** The first page in one of the languages: it says as of when it is, so that it is put again now and then. */
  isFront: boolean
  body(): Buffer
}

/** So many are rendered before others get their turn. */
const rendersAtOnce = 10

export async function exportedFiles(snapshot: Snapshot, past: Snapshot | undefined): Promise<ExportedFile[]> {
  const files: ExportedFile[] = []
  for (const [index, { path, find }] of copiedForms(snapshot, past).entries()) {
    const form = find()
    if (form) files.push(fileOf(snapshot, path, form))
    if (index % rendersAtOnce === 0) await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return files
}

function fileOf(snapshot: Snapshot, path: string, form: Form): ExportedFile {
  const { 'content-type': type = '', 'cache-control': cache = '' } = headersOf(snapshot, form)
  const isPage = form.kind === 'html'
  // A bucket answers everybody with the same bytes. Every browser takes gzip; of programs that read the API or a
  // feed nobody knows, so these are sent as they are.
  const headers = { 'content-type': type, 'cache-control': cache, ...(isPage && { 'content-encoding': 'gzip' }) }
  const render = (withTime: boolean): string | Buffer =>
    form.kind === 'html' ? form.render({ base: '', stale: withTime, isCopy: true }) : form.render()
  const digest = createHash('sha256').update(JSON.stringify(headers)).update(render(false)).digest('base64url')
  const below = path === '/' ? '' : path.slice(1)
  return {
    path: isPage ? `${below === '' ? '' : `${below}/`}index.html` : below,
    headers,
    digest,
    isFront: isPage && !below.includes('/') && below !== 'history',
    body: () => {
      const body = Buffer.from(render(true))
      return isPage ? gzipSync(body, { level: 9 }) : body
    },
  }
}
