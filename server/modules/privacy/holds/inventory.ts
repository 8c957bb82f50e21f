import { inventory } from '#platform/inventory'

export default inventory({}, [])
