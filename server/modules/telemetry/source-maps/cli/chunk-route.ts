import type { Context } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import type { RawRequest } from '#platform/http'
import { chunkBytes, maxBundleBytes, maxChunkRequestBytes } from '../limits.ts'
import { saveChunk, type SentChunk } from '../save-chunk.ts'

/** `url` is where the chunks go: the same path on the host that was asked. */
export function chunkOptions({ config }: Context, { url }: RawRequest): object {
  // Behind a proxy that speaks TLS the request itself came without.
  const app = new URL(config.appUrl)
  const origin = app.host === url.host ? app.origin : url.origin
  return {
    url: `${origin}${url.pathname}`,
    chunkSize: chunkBytes,
    chunksPerRequest: 1,
    maxRequestSize: chunkBytes,
    maxFileSize: maxBundleBytes,
    maxWait: 300,
    concurrency: 1,
    hashAlgorithm: 'sha1',
    compression: ['gzip'],
    accept: ['artifact_bundles', 'release_files', 'sources'],
  }
}

/** Multipart parts `file` or `file_gzip`, whose file name is the SHA-1 of the content. */
export async function takeChunks(ctx: Context, request: RawRequest): Promise<void> {
  for (const chunk of await readParts(request)) await saveChunk(ctx, chunk)
}

async function readParts(request: RawRequest): Promise<SentChunk[]> {
  const body = await request.body(maxChunkRequestBytes)
  const headers = { 'content-type': request.header('content-type') ?? '' }
  const form = await new Response(new Uint8Array(body), { headers }).formData().catch(() => undefined)
  if (!form) throw invalidRequest('send the chunks as multipart/form-data')
  const chunks: SentChunk[] = []
  for (const [name, part] of form) {
    if ((name !== 'file' && name !== 'file_gzip') || typeof part === 'string') continue
    const bytes = Buffer.from(await part.arrayBuffer())
    chunks.push({ name: part.name, bytes, gzip: name === 'file_gzip' })
  }
  if (chunks.length === 0) throw invalidRequest('there is no part file or file_gzip')
  return chunks
}
