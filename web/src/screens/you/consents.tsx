import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, type ListConsentsResult } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { Card } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { consentsQuery } from './privacy-queries.ts'

type Purpose = ListConsentsResult['purposes'][number]

/** One button to agree and one to take it back: as easy the one way as the other. */
export function Consents({ found: { purposes, subscriptions } }: { found: ListConsentsResult }) {
  const shown = purposes.filter(({ asked, given }) => asked || given)
  return (
    <Card>
      {shown.length === 0 && (
        <p className="px-4 py-3 text-muted">
          Nothing here asks for your consent: no use of your data rests on it at the moment.
        </p>
      )}
      <ul>
        {shown.map((purpose) => (
          <PurposeRow key={purpose.purpose} purpose={purpose} />
        ))}
        {subscriptions
          .filter(({ withdrawnAt }) => withdrawnAt === null)
          .map(({ page, givenAt }) => (
            <li key={page} className="border-t border-line px-4 py-2.5 first:border-t-0">
              Mail about the status page {page}, since <Time at={givenAt} />. Every one of these mails has a link to
              unsubscribe.
            </li>
          ))}
      </ul>
    </Card>
  )
}

function PurposeRow({ purpose: { purpose, text, given } }: { purpose: Purpose }) {
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: async () => {
      if (given) await client.withdrawConsent({ params: { purpose } })
      else await client.giveConsent({ params: { purpose } })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: consentsQuery.queryKey }),
  })
  return (
    <li className="flex flex-wrap items-center gap-4 border-t border-line px-4 py-2.5 first:border-t-0">
      <p className="min-w-0 flex-1 basis-64">{text}</p>
      {change.isError && <ErrorLine error={change.error} />}
      <Button pending={change.isPending} onClick={() => change.mutate()}>
        {given ? 'Withdraw' : 'Agree'}
      </Button>
    </li>
  )
}
