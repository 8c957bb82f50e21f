import { inventory } from '#platform/inventory'

export default inventory({ role: 'controller' }, [])
