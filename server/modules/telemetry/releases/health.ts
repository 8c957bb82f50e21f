/** Sums over sessions; each session is in one of them, healthy ones in none. */
export type SessionTotals = {
  total: number
  errored: number
  unhandled: number
  abnormal: number
  crashed: number
  /** Distinct ones. */
  users: number
  crashedUsers: number
}

export type Health = {
  sessions: number
  /** Ended, or goes on, without an error. */
  healthy: number
  /** With errors that were handled. */
  errored: number
  /** With an error that nothing handled and that did not end the program. */
  unhandled: number
  abnormal: number
  crashed: number
  users: number
  crashedUsers: number
  /** 1 − crashed / all, from 0 to 1; null where there were none. */
  crashFreeSessions: number | null
  crashFreeUsers: number | null
  /** Its part of all sessions, and users, of the project in that time; null where there were none, or nobody asked. */
  sessionAdoption: number | null
  userAdoption: number | null
}

const none: SessionTotals = { total: 0, errored: 0, unhandled: 0, abnormal: 0, crashed: 0, users: 0, crashedUsers: 0 }

/** `all`: of all releases, to say how far this one is adopted. */
export function health(own: SessionTotals = none, all?: SessionTotals): Health {
  const { total, errored, unhandled, abnormal, crashed, users, crashedUsers } = own
  return {
    sessions: total,
    healthy: total - errored - unhandled - abnormal - crashed,
    ...{ errored, unhandled, abnormal, crashed, users, crashedUsers },
    crashFreeSessions: total === 0 ? null : 1 - crashed / total,
    crashFreeUsers: users === 0 ? null : 1 - crashedUsers / users,
    sessionAdoption: partOf(total, all?.total),
    userAdoption: partOf(users, all?.users),
  }
}

const partOf = (own: number, all = 0): number | null => (all === 0 ? null : own / all)
