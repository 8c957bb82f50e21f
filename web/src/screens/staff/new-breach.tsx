import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { staffClient } from '../../staff-api.ts'
import { Section } from '../../components/screen.tsx'
import { BreachForm } from './breach-form.tsx'
import { breachesQuery } from './queries.ts'

export function NewBreach() {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return (
    <Section title="Open an entry">
      <BreachForm
        action="Open the entry"
        onCancel={() => void navigate({ to: '/staff', search: { tab: 'breaches' } })}
        submit={async (body) => {
          const { id } = await staffClient.openBreach({ body })
          await queryClient.invalidateQueries({ queryKey: breachesQuery.queryKey })
          await navigate({ to: '/staff', search: { tab: 'breaches', breach: id }, replace: true })
        }}
      />
    </Section>
  )
}
