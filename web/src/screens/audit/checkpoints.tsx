import { useInfiniteQuery } from '@tanstack/react-query'
import BadgeCheck from 'lucide-react/icons/badge-check'
import type { AuditCheckpoint } from '../../api.ts'
import { Snippet } from '../../components/code.tsx'
import { CopyButton } from '../../components/copy.tsx'
import { Empty } from '../../components/empty.tsx'
import { Paged } from '../../components/paged.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { checkpointsQuery } from './queries.ts'
import { shortHash, verifyCommand } from './words.ts'

/** Made once a day while the log grows, signed, and mailed to the owners: what lies in a mailbox nobody here can change. */
export function Checkpoints() {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(checkpointsQuery(slug))
  return (
    <>
      <Paged query={query} skeleton={<SkeletonRows rows={4} />} more="Show older checkpoints">
        {(checkpoints) =>
          checkpoints.length === 0 ? (
            <Empty icon={<BadgeCheck />} title="No checkpoint yet">
              The first one is made a day after the first entry. It signs the end of the chain, and every owner gets it
              by mail.
            </Empty>
          ) : (
            <Card>
              <Table checkpoints={checkpoints} />
            </Card>
          )
        }
      </Paged>
      <Section title="Verify an export" className="mt-8">
        <p className="mb-2 max-w-2xl text-muted">
          Export the log as JSON and run this in a checkout of Watchword. It asks us nothing. The key and the checkpoint
          should come from a mail that you kept, not from this page.
        </p>
        <Snippet text={verifyCommand(query.data?.pages[0]?.items[0])} label="the command that verifies" />
      </Section>
    </>
  )
}

function Table({ checkpoints }: { checkpoints: readonly AuditCheckpoint[] }) {
  return (
    <table className="w-full text-left">
      <caption className="sr-only">Checkpoints, newest first</caption>
      <thead>
        <tr className="border-b border-line text-xs text-faint">
          <th scope="col" className="px-4 py-2 font-normal">
            Up to entry
          </th>
          <th scope="col" className="px-4 py-2 font-normal">
            Made
          </th>
          <th scope="col" className="px-4 py-2 font-normal">
            Hash
          </th>
          <th scope="col" className="px-4 py-2 font-normal max-sm:hidden">
            Signature
          </th>
          <th scope="col" className="px-4 py-2 font-normal max-md:hidden">
            Key
          </th>
        </tr>
      </thead>
      <tbody>
        {checkpoints.map(({ number, at, hash, signature, keyId }) => (
          <tr key={number} className="border-b border-line last:border-b-0">
            <td className="px-4 py-1.5 font-medium">{number}</td>
            <td className="px-4 py-1.5 text-muted">
              <Time at={at} />
            </td>
            <Short value={hash} copied={`${number}:${hash}`} label={`Copy checkpoint ${number}`} />
            <Short
              value={signature}
              copied={signature}
              label={`Copy the signature of ${number}`}
              className="max-sm:hidden"
            />
            <Short value={keyId} copied={keyId} label={`Copy the key id of ${number}`} className="max-md:hidden" />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type ShortProps = { value: string; copied: string; label: string; className?: string }

function Short({ value, copied, label, className = '' }: ShortProps) {
  return (
    <td className={`px-4 py-1.5 ${className}`}>
      <span className="flex items-center gap-1">
        <code className="text-xs" title={value}>
          {shortHash(value)}
        </code>
        <CopyButton text={copied} label={label} />
      </span>
    </td>
  )
}
