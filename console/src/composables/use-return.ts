import { useRoute, useRouter } from 'vue-router'
import { useSession } from './use-session.ts'

/** Goes on to the page that was asked for before this one stood in the way; without one, home. */
export function useReturn(): { readonly goOn: () => Promise<void> } {
  const route = useRoute()
  const router = useRouter()
  const { home } = useSession()
  return {
    async goOn() {
      const { retour } = route.query
      // Only pages of this console: a link that leads elsewhere is not followed.
      const isOwn = typeof retour === 'string' && /^\/(?![/\\])/.test(retour)
      await router.push(isOwn ? retour : home.value)
    },
  }
}
