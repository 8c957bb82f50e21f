import { useInfiniteQuery } from '@tanstack/react-query'
import { Paged } from '../../components/paged.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { activityWords, deviceWords } from '../you/words.ts'
import { signInsQuery } from './queries.ts'

/** How members signed in. They concern the person, not the workspace, and so they are not in its chain. */
export function SignIns() {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(signInsQuery(slug))
  return (
    <>
      <p className="mb-3 text-muted">How members signed in, in the last 90 days.</p>
      <Paged query={query} skeleton={<SkeletonRows rows={8} />} more="Show older sign-ins">
        {(signIns) =>
          signIns.length === 0 ? (
            <p className="rounded-lg border border-dashed border-line-strong px-4 py-8 text-center text-muted">
              Nobody has signed in.
            </p>
          ) : (
            <Card>
              <ul>
                {signIns.map((signIn) => (
                  <li
                    key={signIn.id}
                    className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-b-0"
                  >
                    <span className="min-w-0 basis-full sm:basis-44">
                      <span className="font-medium">{signIn.user.name}</span>
                    </span>
                    <span className={`sm:w-52 ${signIn.type === 'signIn.refused' ? 'text-down' : ''}`}>
                      {activityWords(signIn.type)}
                    </span>
                    <span className="min-w-0 flex-1 basis-52 text-xs text-faint">
                      {deviceWords(signIn)}, from {signIn.remoteAddress}
                    </span>
                    <Time at={signIn.at} className="text-xs text-muted" />
                  </li>
                ))}
              </ul>
            </Card>
          )
        }
      </Paged>
    </>
  )
}
