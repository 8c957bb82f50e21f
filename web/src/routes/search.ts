/** What routes share: reading what stands in an address, and who may go there. */
import type { QueryClient } from '@tanstack/react-query'
import { notFound, redirect } from '@tanstack/react-router'
import type { Workspace } from '../api.ts'
import { sessionQuery } from '../session.ts'
import { readStored, storageKeys } from '../storage.ts'

/** The one looked at last, else the first. */
export function preferred(workspaces: readonly Workspace[]): Workspace | undefined {
  const last = readStored(storageKeys.workspace)
  return workspaces.find(({ slug }) => slug === last) ?? workspaces[0]
}

/** A parameter that is a number is still meant as text: the router reads `?q=42` as one. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

export function oneOf<const T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value)
}

/** Asks for a sign-in, and leads back here after it. */
export async function requireSession(queryClient: QueryClient, next: string): Promise<void> {
  if (!(await queryClient.ensureQueryData(sessionQuery))) throw redirect({ to: '/', search: { next } })
}

/** For what one may not know of when one's role does not see it: it is not there. */
export async function requireToKnow(queryClient: QueryClient, slug: string, permission: string): Promise<void> {
  const session = await queryClient.ensureQueryData(sessionQuery)
  const found = session?.workspaces.find((candidate) => candidate.slug === slug)
  if (found && !found.permissions.includes(permission)) throw notFound()
}

/** A path of this app: no other site, however it is spelled. */
export function isOwnPath(path: string): boolean {
  return path.startsWith('/') && new URL(path, location.origin).origin === location.origin && !/^\/[/\\]/.test(path)
}

/**
 * What is undefined stays away from the URL. Its key is kept all the same: the router lays what this returns over what
 * the address says, and where a key is missing a value of any shape would come through to the screen.
 */
export function optional<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return values
}
