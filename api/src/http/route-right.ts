import { SetMetadata, type ExecutionContext, type INestApplication } from '@nestjs/common'
import { PATH_METADATA } from '@nestjs/common/constants.js'
import { MetadataScanner, ModulesContainer } from '@nestjs/core'
import { routeRights, type RouteName } from '../actions/rights/route-rights.js'

const ROUTE = 'contremarque:route'
type Handler = ReturnType<ExecutionContext['getHandler']>

/** Names the line of the table of rights that a route goes by. */
export const Route = (name: RouteName): MethodDecorator => SetMetadata(ROUTE, name)

/** The name a route goes by, or undefined: then it is nobody's. */
export function routeOf(handler: Handler): RouteName | undefined {
  const name: unknown = Reflect.getMetadata(ROUTE, handler)
  return typeof name === 'string' && Object.hasOwn(routeRights, name)
    ? (name as RouteName)
    : undefined
}

/** Refuses to start with a route that the table of rights does not know. @throws TypeError */
export function assertRoutesHaveRights(app: INestApplication): void {
  const scanner = new MetadataScanner()
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { name, metatype } of controllers.values()) {
      const prototype = (metatype as { prototype: Record<string, Handler> }).prototype
      for (const method of scanner.getAllMethodNames(prototype)) {
        const handler = prototype[method]!
        if (!Reflect.hasMetadata(PATH_METADATA, handler) || routeOf(handler) !== undefined) continue
        throw new TypeError(`${String(name)}.${method} is not in the table of rights (routeRights)`)
      }
    }
  }
}
