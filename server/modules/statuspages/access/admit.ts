/**
 * The door of pages that are not public, in front of every form in which a page can be read. Whoever may not read it
 * gets the answer of a page that does not exist; only a page with a password has to ask for it, or nobody could read it.
 */
import type { Services } from '#platform/context'
import { AppError, notFound } from '#platform/errors'
import type { RawRequest } from '#platform/http'
import { isWithin } from './address-ranges.ts'
import type { PageAccess } from './access.ts'
import { askForPassword } from './ask-for-password.ts'
import { hasPassword, type PasswordPage } from './check-password.ts'
import { isMember } from './members.ts'

export type GuardedPage = { id: string; workspaceId: string; access: PageAccess }

/**
 * The `Response` is a 401 that asks for the password. Throws not_found in the words of a page that there is none, and
 * rate_limited to whoever tries many passwords.
 */
export async function admit(
  services: Services,
  request: RawRequest,
  page: GuardedPage,
): Promise<'admitted' | Response> {
  if (await mayRead(services, request, page)) return 'admitted'
  const { access } = page
  if (access.kind === 'password' && (access.announced || isForPeople(request.path))) return askForPassword(request)
  throw notFound('status page')
}

function mayRead(services: Services, request: RawRequest, page: GuardedPage): Promise<boolean> | boolean {
  const { access } = page
  if (access.kind === 'password') return knowsPassword(services, request, { ...page, access })
  if (access.kind === 'ranges') return isWithin(access.ranges, request.remoteAddress)
  if (access.kind === 'members') return isMember(services, request, page)
  return access.kind === 'public'
}

async function knowsPassword(services: Services, request: RawRequest, page: PasswordPage): Promise<boolean> {
  try {
    return await hasPassword(services, request, page)
  } catch (error) {
    // To programs a page that does not say that it is there does not say so by counting either.
    const hidden = !page.access.announced && !isForPeople(request.path)
    if (hidden && error instanceof AppError && error.code === 'rate_limited') return false
    throw error
  }
}

/** The page and its reports; not the API, feeds, calendars, pictures and scripts, whose names have an ending. */
export function isForPeople(path: string): boolean {
  return !/\/api\/|\.[a-z0-9]+\/?$/i.test(path)
}
