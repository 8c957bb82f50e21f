import type { ReleaseHealth } from '../../api.ts'
import { fullNumber, shortNumber } from '../../format.ts'
import { CrashFree, Sample } from './crash-free.tsx'
import { adoptionWords } from './health.ts'

/** The release in four numbers, each with what it rests on. */
export function Figures({
  health,
}: {
  health: Pick<ReleaseHealth, 'sessions' | 'crashed' | 'users' | 'crashedUsers' | 'sessionAdoption'>
}) {
  const { sessions, crashed, users, crashedUsers, sessionAdoption } = health
  return (
    <dl className="mb-6 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4">
      <Figure name="Crash-free sessions">
        <CrashFree total={sessions} crashed={crashed} noun="session" />
        <Sample total={sessions} crashed={crashed} noun="session" />
      </Figure>
      <Figure name="Crash-free people">
        <CrashFree total={users} crashed={crashedUsers} noun="person" />
        <Sample total={users} crashed={crashedUsers} noun="person" />
      </Figure>
      <Figure name="Sessions">
        <span title={fullNumber(sessions)}>{shortNumber(sessions)}</span>
      </Figure>
      <Figure name="Adoption">
        {adoptionWords(sessionAdoption) ?? <span className="hatched rounded px-1.5 text-unknown">Unknown</span>}
        <span className="block text-xs font-normal text-faint">of all sessions of the project</span>
      </Figure>
    </dl>
  )
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="bg-raised px-3.5 py-2.5">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="text-md font-semibold">{children}</dd>
    </div>
  )
}
