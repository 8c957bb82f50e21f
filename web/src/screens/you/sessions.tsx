import { useQuery, useQueryClient } from '@tanstack/react-query'
import Laptop from 'lucide-react/icons/laptop'
import { client } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { deviceWords, methodWords } from './words.ts'
import { sessionsQuery } from './queries.ts'

/** Where one is signed in: enough to tell one's own devices from somebody else's. */
export function Sessions() {
  const query = useQuery(sessionsQuery)
  const queryClient = useQueryClient()
  const end = (run: () => Promise<void>, words: string): void => {
    run()
      .then(() => queryClient.invalidateQueries({ queryKey: ['you'] }))
      .then(() => toast({ words }), toastError)
  }
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
      {({ items }) => (
        <Section
          title={counted(items.length, 'session')}
          actions={
            items.length > 1 && (
              <Button onClick={() => end(() => client.endOtherSessions(), 'All other sessions have ended.')}>
                End all others
              </Button>
            )
          }
        >
          <Card>
            {items.map((session) => (
              <div
                key={session.id}
                className="flex items-center gap-3 border-b border-line px-4 py-2.5 last:border-b-0"
              >
                <Laptop className="size-4 shrink-0 text-faint" aria-hidden />
                <span className="min-w-0 flex-1">
                  <span className="font-medium">{deviceWords(session)}</span>
                  {session.current && (
                    <span className="ml-2 rounded bg-sunken px-1.5 text-xs text-muted">This one</span>
                  )}
                  <span className="block text-xs text-faint">
                    From {session.remoteAddress}, by {session.methods.map(methodWords).join(' and ')}, last used{' '}
                    <Time at={session.seenAt} />
                  </span>
                </span>
                {!session.current && (
                  <Button
                    look="quiet"
                    onClick={() =>
                      end(() => client.endSession({ params: { sessionId: session.id } }), 'The session has ended.')
                    }
                  >
                    End
                  </Button>
                )}
              </div>
            ))}
          </Card>
        </Section>
      )}
    </Loaded>
  )
}
