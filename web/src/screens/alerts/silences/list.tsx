import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import BellOff from 'lucide-react/icons/bell-off'
import Plus from 'lucide-react/icons/plus'
import type { Silence } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { cn } from '../../../components/class-names.ts'
import { Empty } from '../../../components/empty.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Screen } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { toast, toastError } from '../../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { silencesQuery } from '../queries.ts'
import { AlertKinds } from '../tabs.tsx'
import { SilenceForm } from './form.tsx'
import { matcherText } from './matchers.ts'

const route = getRouteApi('/$workspace/alerts/silences')

export function SilenceList() {
  const { slug } = useWorkspace()
  const { create, labels } = route.useSearch()
  const navigate = route.useNavigate()
  const refusal = useRefusal('incidents.write')
  const query = useQuery(silencesQuery(slug))
  const show = (creating: boolean): void => void navigate({ search: creating ? { create: true } : {}, replace: true })
  return (
    <Screen
      title="Alerts"
      lead="While a silence lasts, alerts that it matches open no incident and tell nobody. They go on being evaluated."
      actions={
        !create && (
          <Button look="primary" icon={<Plus aria-hidden />} refusal={refusal} onClick={() => show(true)}>
            Create silence
          </Button>
        )
      }
    >
      <AlertKinds chosen="silences" />
      {create && <SilenceForm labels={labels ?? ''} onClose={() => show(false)} />}
      <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
        {(silences) =>
          silences.length === 0 ? (
            create ? null : (
              <Empty icon={<BellOff />} title="Nothing is silenced">
                Before work on a server, create a silence for its alerts: it ends by itself.
              </Empty>
            )
          ) : (
            <Card>
              <ul>
                {silences.map((silence) => (
                  <SilenceRow key={silence.id} silence={silence} refusal={refusal} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
    </Screen>
  )
}

const looks: Record<Silence['state'], { word: string; fill: string }> = {
  active: { word: 'Active', fill: 'bg-maintenance-soft text-maintenance' },
  pending: { word: 'Planned', fill: 'bg-sunken text-muted' },
  expired: { word: 'Over', fill: 'bg-sunken text-muted' },
}

function SilenceRow({ silence, refusal }: { silence: Silence; refusal: string | undefined }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const { id, matchers, startsAt, endsAt, state, comment, createdByName } = silence
  const end = useMutation({
    mutationFn: () => client.endSilence({ params: { silenceId: id } }),
    onSuccess: async () => {
      toast({ words: 'Ended. What still fires is told of at its next evaluation.' })
      await queryClient.invalidateQueries({ queryKey: [slug, 'silences'] })
    },
    onError: toastError,
  })
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0">
      <span
        className={cn(
          'inline-flex h-5.5 w-20 shrink-0 items-center gap-1.5 rounded-full px-2 text-xs font-medium',
          looks[state].fill,
        )}
      >
        <BellOff className="size-3.5 shrink-0" aria-hidden />
        {looks[state].word}
      </span>
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap gap-1">
          {matchers.map((matcher) => (
            <code key={matcherText(matcher)} className="max-w-full rounded bg-sunken px-1.5 py-px text-xs break-all">
              {matcherText(matcher)}
            </code>
          ))}
        </p>
        {comment !== '' && <p className="mt-1 break-words">{comment}</p>}
        <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-muted">
          <span>{createdByName}</span>
          {state === 'pending' && (
            <span>
              begins <Time at={startsAt} />
            </span>
          )}
          <span>
            {state === 'expired' ? 'ended' : 'ends'} <Time at={endsAt} />
          </span>
        </p>
      </div>
      {state !== 'expired' && (
        <Button refusal={refusal} pending={end.isPending} onClick={() => end.mutate()}>
          End now
        </Button>
      )}
    </li>
  )
}
