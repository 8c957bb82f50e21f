import { useMutation, useQueryClient } from '@tanstack/react-query'
import BellOff from 'lucide-react/icons/bell-off'
import type { Silence } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { cn } from '../../../components/class-names.ts'
import { Time } from '../../../components/time.tsx'
import { toast, toastError } from '../../../components/toast.tsx'
import { absolute } from '../../../format.ts'
import { useClient, useWorkspace } from '../../../session.ts'
import { endedWords, keptWords } from './kept-words.ts'
import { matcherText } from './matchers.ts'

const hourMs = 3_600_000

const looks: Record<Silence['state'], { word: string; fill: string }> = {
  active: { word: 'Active', fill: 'bg-maintenance-soft text-maintenance' },
  pending: { word: 'Planned', fill: 'bg-sunken text-muted' },
  expired: { word: 'Over', fill: 'bg-sunken text-muted' },
}

/** One silence: what it matches, why, until when, and what it keeps quiet now. */
export function SilenceRow({ silence, refusal }: { silence: Silence; refusal: string | undefined }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const { id, matchers, startsAt, endsAt, state, comment, createdByName, keepsQuiet } = silence
  const end = useMutation({
    mutationFn: () => client.endSilence({ params: { silenceId: id } }),
    onSuccess: async () => {
      toast({ words: endedWords(keepsQuiet) })
      await queryClient.invalidateQueries({ queryKey: [slug, 'silences'] })
    },
    onError: toastError,
  })
  const longer = useMutation({
    mutationFn: () => {
      const body = { matchers, startsAt, comment, endsAt: new Date(Date.parse(endsAt) + hourMs).toISOString() }
      return client.updateSilence({ params: { silenceId: id }, body })
    },
    onSuccess: async () => {
      toast({ words: 'It lasts an hour longer.' })
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
        {keepsQuiet && <p className="mt-1 break-words">{keptWords(keepsQuiet)}</p>}
        <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-muted">
          <span>{createdByName}</span>
          {state === 'pending' && (
            <span>
              begins <Time at={startsAt} />
            </span>
          )}
          <span>
            {state === 'expired' ? 'ended' : 'ends'} <Time at={endsAt} />
            {state !== 'expired' && `, ${absolute(new Date(endsAt))}`}
          </span>
        </p>
      </div>
      {state !== 'expired' && (
        <div className="flex gap-2">
          <Button look="quiet" refusal={refusal} pending={longer.isPending} onClick={() => longer.mutate()}>
            1 hour more
          </Button>
          <Button refusal={refusal} pending={end.isPending} onClick={() => end.mutate()}>
            End now
          </Button>
        </div>
      )}
    </li>
  )
}
