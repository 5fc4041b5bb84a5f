package dev.farrier.execute.http;

import dev.farrier.model.Action.HttpCall;
import java.util.function.BooleanSupplier;

/** Makes one request. */
interface HttpCaller {

    /**
     * Never throws for what the other side does or the call contains.
     *
     * @param timeout milliseconds for all of it, body included
     * @param giveUp asked every 100 ms or so; true ends the request, with an answer of status -1
     */
    HttpResult call(HttpCall call, long timeout, BooleanSupplier giveUp) throws InterruptedException;
}
