import { Module, type DynamicModule } from '@nestjs/common'
import { HttpModule, type HttpServices } from './http/http.module.js'

/** The root of the application: HTTP over services that `openLedgerServer` put together. */
@Module({})
export class AppModule {
  static with(services: HttpServices): DynamicModule {
    return { module: AppModule, imports: [HttpModule.with(services)] }
  }
}
