import type { JsonValue, PlatformTx } from '#platform/database'
import { enqueueForPlatform } from '#platform/jobs'
import { mailRequest } from './mail-request.ts'
import { cut, type PrivacyRequest } from './request.ts'
import * as repo from './repo.ts'

export type Closing = {
  state: 'answered' | 'rejected'
  /** The id of whoever of staff did it, or `system`. */
  by: string
  /** What the person is told; paragraphs are separated by an empty line. */
  answer: string
  /** For the record, without a word about who asked. */
  data?: Record<string, JsonValue>
}

/** Ends a request and mails the answer; with the mail goes what is known of the person (mail-request.ts). */
export async function close(tx: PlatformTx, request: PrivacyRequest, closing: Closing): Promise<void> {
  const actId = await end(tx, request, closing)
  await enqueueForPlatform(tx, mailRequest, { actId })
}

/** The same for somebody who has been told already. */
export async function closeQuietly(tx: PlatformTx, request: PrivacyRequest, closing: Closing): Promise<void> {
  await end(tx, request, closing)
  await repo.updateRequest(tx, request.id, cut)
}

/** Returns the id of the act. */
async function end(tx: PlatformTx, { id }: PrivacyRequest, { state, by, answer, data }: Closing): Promise<string> {
  await repo.updateRequest(tx, id, { state, closedAt: tx.now(), answer })
  return repo.appendAct(tx, { requestId: id, userId: by, type: state, ...(data && { data }) })
}
