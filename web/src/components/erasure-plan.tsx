import type { ReactNode } from 'react'
import { counted, date } from '../format.ts'

type Going = { category: string; what: string; records: number }
export type Erasure = {
  deleted: readonly Going[]
  anonymised: readonly Going[]
  stays: readonly (Going & { why: string; until: string; untilAt: string | null })[]
  workspacesDecide?: readonly (Going & { workspaceId: string; name: string | null })[]
  held: boolean
  ends: readonly { what: string; untilAt: string }[]
}

/** What goes, what stays, why and until when: before it is done as a plan, afterwards as a receipt. */
export function ErasurePlan({ plan, done }: { plan: Erasure; done?: boolean }) {
  return (
    <div className="flex flex-col gap-4">
      <Part title={done ? 'Gone' : 'Goes'}>{plan.deleted.map(line)}</Part>
      <Part title={done ? 'Kept, without you in it' : 'Stays, without you in it'}>{plan.anonymised.map(line)}</Part>
      <Part title={done ? 'Kept' : 'Stays'}>
        {plan.stays.map((one) => (
          <li key={key(one)}>
            {line(one).props.children}: {one.why}, until {one.untilAt ? date(new Date(one.untilAt)) : one.until}
          </li>
        ))}
      </Part>
      <Part title="For the admins of a workspace to decide; they are asked">
        {(plan.workspacesDecide ?? []).map((one) => (
          <li key={`${key(one)} ${one.workspaceId}`}>
            {line(one).props.children} in {one.name ?? 'a workspace'}
          </li>
        ))}
      </Part>
      <Part title="Ends by itself">
        {plan.ends.map(({ what, untilAt }) => (
          <li key={what}>
            {what}, {date(new Date(untilAt))}
          </li>
        ))}
      </Part>
      {plan.held && <p>Something must be kept for now by law, and goes as soon as it may.</p>}
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <div>
      <p className="font-medium">{title}</p>
      <ul className="mt-1 list-disc pl-5 text-muted">{children}</ul>
    </div>
  )
}

const key = ({ category, what }: Going): string => `${category} ${what}`

function line(one: Going) {
  return (
    <li key={key(one)}>
      {one.what} ({counted(one.records, 'record')})
    </li>
  )
}
