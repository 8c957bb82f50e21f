import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { Time } from '../../../components/time.tsx'
import { toast } from '../../../components/toast.tsx'
import { counted } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { ProbeStateWords } from './probe-state.tsx'
import { probesQuery, type NewProbe, type Probe } from './queries.ts'

export function ProbeRow({ probe, onMade }: { probe: Probe; onMade: (made: NewProbe) => void }) {
  const { name, prefix, state, lastSeenAt, revokedAt, version } = probe
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex min-w-0 items-baseline gap-2">
          <span className="truncate font-medium">{name}</span>
          <code className="shrink-0 text-xs text-faint">{prefix}…</code>
        </p>
        <p className="text-xs text-muted">
          {revokedAt ? (
            <>
              Revoked <Time at={revokedAt} />
            </>
          ) : lastSeenAt ? (
            <>
              Seen <Time at={lastSeenAt} />
              {version && `, version ${version}`}
            </>
          ) : (
            'It has not called yet'
          )}
        </p>
        <Notes probe={probe} />
      </div>
      <span className="text-xs sm:w-28">
        <ProbeStateWords state={state} />
      </span>
      {state !== 'revoked' && <Actions probe={probe} onMade={onMade} />}
    </li>
  )
}

/** A clock that is further off is worth a word, although the probe corrects for it. */
const offClockMs = 5_000

function Notes({ probe: { state, missingTypes, clockOffsetMs, waitingResults } }: { probe: Probe }) {
  if (state === 'revoked') return null
  const seconds = Math.round(Math.abs(clockOffsetMs ?? 0) / 1000)
  const notes = [
    missingTypes.length > 0 && `Too old for ${missingTypes.join(', ')}: those checks are unknown from here. Update it.`,
    Math.abs(clockOffsetMs ?? 0) > offClockMs &&
      `Its clock is ${counted(seconds, 'second')} ${(clockOffsetMs ?? 0) > 0 ? 'ahead' : 'behind'}; it corrects for that.`,
    waitingResults > 1000 && `${counted(waitingResults, 'result')} still to be handed in.`,
  ].filter((note) => note !== false)
  return notes.map((note) => (
    <p key={note} className="text-xs text-degraded">
      {note}
    </p>
  ))
}

function Actions({ probe: { id, name }, onMade }: { probe: Probe; onMade: (made: NewProbe) => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('keys.write')
  const [doing, setDoing] = useState<'replacing' | 'revoking'>()
  const refresh = () => queryClient.invalidateQueries({ queryKey: probesQuery(slug).queryKey })
  const close = (): void => setDoing(undefined)
  return (
    <div className="flex gap-2">
      <Button refusal={refusal} onClick={() => setDoing('replacing')}>
        New key …
      </Button>
      <Button refusal={refusal} onClick={() => setDoing('revoking')}>
        Revoke …
      </Button>
      <Confirm
        open={doing === 'replacing'}
        onClose={close}
        title={`Give ${name} a new key?`}
        action="Make new key"
        run={async () => {
          onMade(await client.replaceProbeKey({ params: { probeId: id } }))
          await refresh()
        }}
      >
        The key that it has is refused at once, so what it checks is unknown until it is started with the new one.
      </Confirm>
      <Confirm
        open={doing === 'revoking'}
        onClose={close}
        title={`Revoke ${name}?`}
        action="Revoke probe"
        run={async () => {
          await client.revokeProbe({ params: { probeId: id } })
          await refresh()
          toast({ words: `${name} is refused from now on.` })
        }}
      >
        It is refused at once, and what it checks is unknown until its monitors name another place. Nothing brings it
        back.
      </Confirm>
    </div>
  )
}
