/** A person who can sign in; may be a member of several workspaces. */
export type User = { id: string; email: string; name: string; createdAt: Date; emailVerifiedAt: Date | null }
