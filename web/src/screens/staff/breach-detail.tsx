import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { staffClient } from '../../staff-api.ts'
import { Button } from '../../components/button.tsx'
import { Fact, Facts } from '../../components/facts.tsx'
import { TextArea } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { absolute } from '../../format.ts'
import { Authority } from './authority.tsx'
import { BreachForm } from './breach-form.tsx'
import { BreachState, closed, useRefresh } from './breach-state.tsx'
import { BreachOwners } from './breach-owners.tsx'
import { Fresh } from './pages.tsx'
import { breachQuery, type Breach } from './queries.ts'

/** One entry: what is known, what the law wants next, and everything that was done. */
export function BreachDetail({ breachId }: { breachId: string }) {
  const query = useQuery(breachQuery(breachId))
  return (
    <>
      <p className="mb-4">
        <Link to="/staff" search={{ tab: 'breaches' }} className="text-link">
          All entries
        </Link>
      </p>
      <Fresh query={query}>{(breach) => <Entry breach={breach} />}</Fresh>
    </>
  )
}

function Entry({ breach }: { breach: Breach }) {
  const [changing, setChanging] = useState(false)
  const refresh = useRefresh()
  if (changing) {
    return (
      <BreachForm
        breach={breach}
        action="Save"
        onCancel={() => setChanging(false)}
        submit={async (body) => {
          await staffClient.updateBreach({ params: { breachId: breach.id }, body })
          await refresh()
          setChanging(false)
        }}
      />
    )
  }
  return (
    <>
      <Section
        title={breach.title}
        actions={
          <Button refusal={closed(breach)} onClick={() => setChanging(true)}>
            Change
          </Button>
        }
      >
        <Card className="p-4">
          <Known breach={breach} />
        </Card>
      </Section>
      <Authority breach={breach} />
      <BreachOwners breach={breach} />
      <PublicNote breach={breach} />
      <Closing breach={breach} />
      <Acts breach={breach} />
    </>
  )
}

function Known({ breach }: { breach: Breach }) {
  return (
    <Facts>
      <Fact name="State">
        <BreachState breach={breach} />
      </Fact>
      <Fact name="Noticed">{absolute(new Date(breach.noticedAt))}</Fact>
      <Fact name="Happened">
        <span className="whitespace-pre-line">{breach.happened}</span>
      </Fact>
      <Fact name="Data">{breach.categories.join(', ') || 'Not known yet'}</Fact>
      <Fact name="Workspaces">{breach.workspaces?.map(({ name, id }) => name ?? id).join(', ') ?? 'All of them'}</Fact>
    </Facts>
  )
}

function PublicNote({ breach }: { breach: Breach }) {
  const refresh = useRefresh()
  const form = useForm({
    initial: { text: breach.publicNote ?? '' },
    submit: async ({ text }) => {
      await staffClient.setBreachPublicNote({
        params: { breachId: breach.id },
        body: { text: text.trim() === '' ? null : text },
      })
      await refresh()
      toast({ words: 'Saved.' })
    },
  })
  return (
    <Section title="Public note">
      <Card className="p-4">
        <FormFrame form={form} action="Save" refusal={closed(breach)}>
          <TextArea form={form} name="text" label="What the public is told" hint="Empty: nothing." />
        </FormFrame>
      </Card>
    </Section>
  )
}

function Closing({ breach }: { breach: Breach }) {
  const refresh = useRefresh()
  const form = useForm({
    initial: { reason: '' },
    rules: { reason: ({ reason }) => rules.filled('The reason')(reason) },
    submit: async ({ reason }) => {
      await staffClient.closeBreach({ params: { breachId: breach.id }, body: { reason } })
      form.reset()
      await refresh()
    },
  })
  if (breach.closedAt) {
    return (
      <Section
        title="Closed"
        actions={
          <Button
            onClick={() => {
              staffClient.reopenBreach({ params: { breachId: breach.id } }).then(refresh, toastError)
            }}
          >
            Open again
          </Button>
        }
      >
        <Card className="p-4">
          <p className="break-words whitespace-pre-line">{breach.closingReason}</p>
        </Card>
      </Section>
    )
  }
  return (
    <Section title="Close the entry">
      <Card className="p-4">
        <FormFrame form={form} action="Close">
          <TextArea
            form={form}
            name="reason"
            label="Why nothing is left to do"
            hint={
              breach.authorityNotifiedAt
                ? 'It stays on record.'
                : 'The authority was not notified: say why it need not be. It stays on record.'
            }
          />
        </FormFrame>
      </Card>
    </Section>
  )
}

const actWords: Record<string, string> = {
  opened: 'opened the entry',
  changed: 'changed what is known',
  ownersTold: 'told owners',
  authorityNotified: 'recorded that the authority was notified',
  publicNoteSet: 'wrote the public note',
  reminded: 'reminded of the deadline',
  closed: 'closed the entry',
  reopened: 'opened the entry again',
}

function Acts({ breach }: { breach: Breach }) {
  return (
    <Section title="On record">
      <Card>
        <ol>
          {breach.acts.map(({ id, at, type, by }) => (
            <li key={id} className="flex flex-wrap gap-x-3 border-b border-line px-4 py-2 last:border-b-0">
              <span className="min-w-0 flex-1 basis-52">
                <span className="font-medium">{by ? (by.name ?? 'Someone who is gone') : 'Watchword'}</span>{' '}
                {actWords[type] ?? type}
              </span>
              <Time at={at} className="text-xs text-muted" />
            </li>
          ))}
        </ol>
      </Card>
    </Section>
  )
}
