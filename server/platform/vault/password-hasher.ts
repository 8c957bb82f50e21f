import { unavailable } from '#platform/errors'
import { defaultCost, hashPassword, needsRehash, nobodysPassword, verifyPassword } from './password.ts'
import type { Pepper, Peppers, StoredPassword } from './password.ts'
import type { VaultKeys } from './keys.ts'

/** All of it throws unavailable (503, with Retry-After) while too many others wait. */
export type PasswordHasher = {
  hash(password: string): Promise<StoredPassword>
  verify(password: string, value: StoredPassword): Promise<boolean>
  /** For a user who does not exist: takes as long as `verify` and answers false. */
  verifyNothing(password: string): Promise<false>
  /** True when the value is not what `hash` would make today: hash again while the password is at hand. */
  needsRehash(value: StoredPassword): boolean
}

export type PasswordHasherOptions = {
  vault: VaultKeys
  cost?: number
  /** Hashes at once. One takes about 0.2 s of a core, so an open door here would be a way to stop the service. */
  maxConcurrent?: number
  /** Callers who may wait; the next one is turned away. */
  maxQueue?: number
}

export function createPasswordHasher(options: PasswordHasherOptions): PasswordHasher {
  const { vault, cost = defaultCost } = options
  const pepper = pepperOf(vault, vault.master.id)
  const peppers: Peppers = [pepper, ...vault.keyIds.slice(1).map((id) => pepperOf(vault, id))]
  const gated = createGate(options.maxConcurrent ?? 2, options.maxQueue ?? 20)
  return {
    hash: (password) => gated(() => hashPassword(pepper, password, cost)),
    verify: (password, value) => gated(() => verifyPassword(peppers, password, value)),
    async verifyNothing(password) {
      await gated(() => verifyPassword(peppers, password, nobodysPassword(cost)))
      return false
    },
    needsRehash: (value) => needsRehash(pepper, value, cost),
  }
}

function pepperOf(vault: VaultKeys, id: string): Pepper {
  return { id, key: vault.deriveWith(id, 'password.pepper') }
}

function createGate(maxConcurrent: number, maxQueue: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= maxConcurrent) {
      if (waiting.length >= maxQueue) throw unavailable('too many people sign in at once; try again in a moment')
      // Whoever leaves hands over the place, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
