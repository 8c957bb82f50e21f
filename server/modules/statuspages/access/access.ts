/** Who may read a page. Whoever may not learns as little of it as of a page that does not exist. */

export const accessKinds = ['public', 'password', 'ranges', 'members', 'unpublished'] as const
export type AccessKind = (typeof accessKinds)[number]

export type PageAccess =
  | { kind: 'public' | 'members' | 'unpublished' }
  /**
   * HTTP Basic authentication (RFC 7617) with any user name. `announced`: feeds and the API ask for the password too,
   * instead of answering as if there was no page.
   */
  | { kind: 'password'; passwordHash: string; announced: boolean }
  /** `203.0.113.0/24`, `2001:db8::/32`, or single addresses. */
  | { kind: 'ranges'; ranges: string[] }

export const maxRanges = 100
export const minPasswordChars = 8
export const maxPasswordChars = 200

export const publicAccess: PageAccess = { kind: 'public' }
