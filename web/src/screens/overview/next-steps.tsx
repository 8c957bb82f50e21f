import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import ArrowRight from 'lucide-react/icons/arrow-right'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import { cn } from '../../components/class-names.ts'
import { Card } from '../../components/screen.tsx'
import { useWorkspace } from '../../session.ts'
import { channelsQuery } from '../channels/queries.ts'
import { pagesQuery } from '../pages/queries.ts'
import { projectsQuery } from '../projects/queries.ts'

/** For a workspace that is not complete yet: something sends, someone is told, the public can look. Gone when done. */
export function NextSteps() {
  const { slug } = useWorkspace()
  const projects = useQuery(projectsQuery(slug))
  const channels = useQuery(channelsQuery(slug))
  const pages = useQuery(pagesQuery(slug))
  if (!projects.data || !channels.data || !pages.data) return null
  const params = { workspace: slug }
  const steps = [
    {
      done: projects.data.items.some(({ firstEventAt }) => firstEventAt !== null),
      words: 'Send the first event',
      more: 'Paste the DSN into your program',
      link: { to: '/$workspace/settings/projects', params } as const,
    },
    {
      done: channels.data.items.length > 0,
      words: 'Say who is told',
      more: 'An e-mail address or a webhook',
      link: { to: '/$workspace/settings/channels', params } as const,
    },
    {
      done: pages.data.items.length > 0,
      words: 'Open a status page',
      more: 'So that your customers know as well',
      link: { to: '/$workspace/pages', params, search: { create: true } } as const,
    },
  ]
  if (steps.every(({ done }) => done)) return null
  return (
    <Card className="mb-8">
      <h2 className="border-b border-line px-4 py-2.5 text-sm font-semibold">To get going</h2>
      <ol className="grid sm:grid-cols-3">
        {steps.map(({ done, words, more, link }) => (
          <li
            key={words}
            className="relative flex gap-3 border-line px-4 py-3.5 not-last:border-b hover:bg-hover sm:not-last:border-r sm:not-last:border-b-0"
          >
            {done ? (
              <CircleCheck className="mt-0.5 size-4 shrink-0 text-up" aria-label="Done" />
            ) : (
              <CircleDashed className="mt-0.5 size-4 shrink-0 text-faint" aria-hidden />
            )}
            <div className="min-w-0 flex-1">
              <Link {...link} className={cn('font-medium after:absolute after:inset-0', done && 'text-muted')}>
                {words}
              </Link>
              <p className="text-xs text-faint">{more}</p>
            </div>
            {!done && <ArrowRight className="mt-0.5 size-4 shrink-0 text-faint" aria-hidden />}
          </li>
        ))}
      </ol>
    </Card>
  )
}
