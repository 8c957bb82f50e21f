/** The steps of `sentry-cli` one by one, without it. */
import { createHash } from 'node:crypto'
import type { Context } from '#platform/context'
import { callRoute, eventually, testServices } from '#testing'
import { newKey, slugOf } from './build.fixture.ts'
import { cliRoutes } from './cli/routes.ts'
import { chunkBytes } from './limits.ts'

export const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex')

export type Client = {
  // oxlint-disable-next-line typescript/no-explicit-any -- a test says what it expects
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }>
  sendChunk(
    bytes: Buffer,
    changes?: { name?: string; field?: string },
  ): Promise<{ status: number; body: { detail?: string } }>
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  assemble(bundle: Buffer, about: object): Promise<{ status: number; body: any }>
  /** All of it, until it has ended. */
  upload(bundle: Buffer, about: object): Promise<{ state: string; detail?: string }>
  slug: string
}

export async function clientFor(ctx: Context): Promise<Client> {
  const services = await testServices()
  const [key, slug] = [await newKey(ctx), await slugOf(ctx)]
  const headers = { authorization: `Bearer ${key}` }
  const send = async (method: string, path: string, body?: string | FormData) => {
    const request = new Request(`http://localhost/api/0${path}`, {
      method,
      headers,
      ...(body !== undefined && { body }),
    })
    const answer = await callRoute(services, cliRoutes, request)
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  const root = `/organizations/${slug}`
  const client: Client = {
    slug,
    ask: (method, path, body) => send(method, path, body === undefined ? undefined : JSON.stringify(body)),
    sendChunk: (bytes, { name = sha1(bytes), field = 'file' } = {}) => {
      const form = new FormData()
      form.append(field, new Blob([new Uint8Array(bytes)]), name)
      return send('POST', `${root}/chunk-upload/`, form)
    },
    assemble: (bundle, about) => {
      const body = { checksum: sha1(bundle), chunks: chunksOf(bundle).map(sha1), ...about }
      return send('POST', `${root}/artifactbundle/assemble/`, JSON.stringify(body))
    },
    upload: async (bundle, about) => {
      await client.assemble(bundle, about)
      for (const chunk of chunksOf(bundle)) await client.sendChunk(chunk)
      return eventually('the end of the upload', async () => {
        const { body } = await client.assemble(bundle, about)
        return (body.state === 'ok' || body.state === 'error' || body.state === undefined) && body
      })
    },
  }
  return client
}

export function chunksOf(bundle: Buffer): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0; at < bundle.length; at += chunkBytes) chunks.push(bundle.subarray(at, at + chunkBytes))
  return chunks
}
