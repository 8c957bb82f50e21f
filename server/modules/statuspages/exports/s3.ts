/** The two requests to S3-compatible storage that an export needs: docs.aws.amazon.com/AmazonS3/latest/API. */
import type { Context } from '#platform/context'
import { urlOf, type ExportTarget } from './export.ts'
import { signedHeaders, type Credentials } from './sigv4.ts'

const timeoutMs = 15_000
/** Of an answer that says what is wrong. */
const maxResponseBytes = 4_096

/** What the store said instead: with the status of its answer, and for people. */
export type Refusal = { status: number; problem: string }

/** Undefined when it is there; else what the store said. Throws EgressRefused, EgressFailed, rate_limited. */
export function putObject(
  ctx: Context,
  target: ExportTarget & Credentials,
  object: { path: string; headers: Record<string, string>; body: Buffer },
): Promise<Refusal | undefined> {
  return send(ctx, target, { method: 'PUT', ...object })
}

/** Undefined when it is not there any more, or never was. */
export function deleteObject(
  ctx: Context,
  target: ExportTarget & Credentials,
  path: string,
): Promise<Refusal | undefined> {
  return send(ctx, target, { method: 'DELETE', path, headers: {}, body: Buffer.alloc(0) })
}

async function send(
  ctx: Context,
  target: ExportTarget & Credentials,
  request: { method: 'PUT' | 'DELETE'; path: string; headers: Record<string, string>; body: Buffer },
): Promise<Refusal | undefined> {
  const { method, path, body } = request
  const url = urlOf(target, path)
  const { region } = target
  const { status, body: answer } = await ctx.egress.request({
    purpose: 'statusExport',
    recipient: { kind: 'workspace', categories: ['C18'] },
    method,
    url: url.href,
    headers: signedHeaders({ method, url, headers: request.headers, body, credentials: target, region, at: ctx.now() }),
    ...(method === 'PUT' && { body }),
    timeoutMs,
    maxResponseBytes,
  })
  if (status >= 200 && status < 300) return undefined
  const code = /<Code>([A-Za-z0-9.]{1,60})<\/Code>/.exec(answer)?.[1]
  if (method === 'DELETE' && code === 'NoSuchKey') return undefined
  // 301 and 307 name another region's host; the request is signed for this one.
  return { status, problem: `the store answered ${status}${code === undefined ? '' : ` ${code}`}` }
}
