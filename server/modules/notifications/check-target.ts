import type { Context } from '#platform/context'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { AppError, invalidRequest } from '#platform/errors'
import { checkAddress } from '#platform/mail'

export type Target = { address: string | null; url: string | null }

/**
 * Where a channel is to send, in the form in which it is stored. Throws invalid_request that names the field. A URL is
 * judged again at every send, because a name can lead elsewhere by then.
 */
export async function checkTarget(ctx: Context, { address, url }: Target): Promise<Target> {
  if (url !== null) await checkWebhookUrl(ctx, url)
  return { address: address === null ? null : normalAddress(address), url }
}

async function checkWebhookUrl(ctx: Context, url: string): Promise<void> {
  try {
    await ctx.egress.check(url)
  } catch (error) {
    if (error instanceof EgressRefused || error instanceof EgressFailed) throw refuse('url', error.message)
    throw error
  }
}

function normalAddress(address: string): string {
  try {
    return checkAddress(address)
  } catch (error) {
    if (error instanceof AppError) throw refuse('address', 'not a valid e-mail address')
    throw error
  }
}

export function refuse(path: string, message: string): AppError {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}
