/**
 * For tests: a store on this machine that speaks the published contract of S3 as far as an export needs it. It checks
 * each signature from the bytes that came in, by code of its own, and answers errors as S3 does.
 */
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { buffer } from 'node:stream/consumers'

export const accessKeyId = 'AKIAIOSFODNN7EXAMPLE'
export const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

export type StoredObject = { headers: IncomingMessage['headers']; body: Buffer }

export type S3Server = {
  url: string
  /** By bucket and key, `status/index.html`. */
  objects: Map<string, StoredObject>
  /** `PUT status/index.html`, in the order in which they came; those that were refused too. */
  requests: string[]
  /** What it answers instead, for a request that is otherwise well. */
  refuse: (request: string) => { status: number; code: string } | undefined
}

export async function openS3Server(t: TestContext): Promise<S3Server> {
  const store: S3Server = { url: '', objects: new Map(), requests: [], refuse: () => undefined }
  const server = createServer((request, response) => {
    void answer(store, request).then(({ status, code }) => {
      const body = code === undefined ? '' : `<?xml version="1.0"?>\n<Error><Code>${code}</Code></Error>`
      response.writeHead(status, { 'content-type': 'application/xml' }).end(status === 204 ? undefined : body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  // A server that listens on TCP has such an address.
  store.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return store
}

async function answer(store: S3Server, request: IncomingMessage): Promise<{ status: number; code?: string }> {
  const { method = '', url = '' } = request
  const body = await buffer(request)
  const name = decodeURIComponent(url.slice(1))
  store.requests.push(`${method} ${name}`)
  const wrong = problemOfSignature(request, body)
  if (wrong !== undefined) return { status: 403, code: wrong }
  const refused = store.refuse(`${method} ${name}`)
  if (refused) return refused
  if (method === 'PUT') {
    store.objects.set(name, { headers: request.headers, body })
    return { status: 200 }
  }
  if (method !== 'DELETE') return { status: 405, code: 'MethodNotAllowed' }
  store.objects.delete(name)
  return { status: 204 }
}

/** The code of S3's error, or undefined for a request that is signed as it should be. */
function problemOfSignature({ method, url = '', headers }: IncomingMessage, body: Buffer): string | undefined {
  const { authorization = '', 'x-amz-date': date, 'x-amz-content-sha256': hash } = headers
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    )
  if (!parts || typeof date !== 'string' || typeof hash !== 'string') return 'AccessDenied'
  const [, keyId, day = '', region = '', names = '', signature] = parts
  if (keyId !== accessKeyId) return 'InvalidAccessKeyId'
  if (hash !== createHash('sha256').update(body).digest('hex')) return 'XAmzContentSHA256Mismatch'
  const signed = names.split(';')
  // Every header of the request's meaning is part of what was signed.
  const needed = Object.keys(headers).filter((each) => /^(host|content-type|content-encoding|x-amz-.*)$/.test(each))
  if (!needed.every((each) => signed.includes(each))) return 'AccessDenied'
  const lines = signed.map((each) => `${each}:${String(headers[each]).trim()}\n`).join('')
  const canonical = `${method}\n${url}\n\n${lines}\n${names}\n${hash}`
  const scope = `${day}/${region}/s3/aws4_request`
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`)
  for (const part of [day, region, 's3', 'aws4_request', text]) key = createHmac('sha256', key).update(part).digest()
  if (!date.startsWith(day)) return 'AccessDenied'
  return key.toString('hex') === signature ? undefined : 'SignatureDoesNotMatch'
}
