import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Member, Role } from '../../api.ts'
import { Confirm } from '../../components/dialog.tsx'
import { Select } from '../../components/field.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { capital } from '../../format.ts'
import { sessionQuery, useClient, useWorkspace } from '../../session.ts'
import { membersQuery } from './queries.ts'
import { rolesToGive, roleWords } from './roles.ts'

type Props = { member: Member; own: boolean; refusal: string | undefined }

/** Takes effect at once and can be undone; one's own role cannot, once it no longer allows it, so that is asked. */
export function RoleSelect({ member, own, refusal }: Props) {
  const { slug, permissions } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const [wanted, setWanted] = useState<Role>()
  const { userId, name, role } = member
  const set = async (next: Role): Promise<void> => {
    await client.setMemberRole({ params: { userId }, body: { role: next } })
    await queryClient.invalidateQueries({ queryKey: membersQuery(slug).queryKey })
    if (own) await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
  }
  const change = useMutation({
    mutationFn: set,
    onSuccess: (_, next) =>
      toast({
        words: `${name} is ${next} now.`,
        action: { words: 'Undo', run: () => void set(role).catch(toastError) },
      }),
    onError: toastError,
  })
  const offered = rolesToGive(permissions)
  const options = offered.includes(role) ? offered : [role, ...offered]
  return (
    <>
      <Select
        aria-label={`Role of ${name}`}
        value={change.isPending ? change.variables : role}
        disabled={refusal !== undefined || change.isPending}
        title={refusal}
        options={options.map((value) => ({ value, word: capital(value) }))}
        className={refusal ? 'w-28 opacity-60' : 'w-28'}
        onChange={(event) => {
          const next = event.target.value as Role // one of the options
          if (own) setWanted(next)
          else change.mutate(next)
        }}
      />
      <Confirm
        open={wanted !== undefined}
        onClose={() => setWanted(undefined)}
        title={`Become ${wanted ?? ''}?`}
        action="Change my role"
        run={() => (wanted ? set(wanted) : Promise.resolve())}
      >
        {wanted && roleWords[wanted]}. Somebody else has to make you {role} again.
      </Confirm>
    </>
  )
}
