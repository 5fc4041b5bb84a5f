package dev.farrier.execute.http;

import dev.farrier.model.Action.HttpCall;
import java.util.function.BooleanSupplier;

/** Makes one request. */
interface HttpCaller {

    /**
     * Whatever the call contains and the other side does is a result, not an exception.
     *
     * @param timeout milliseconds for all of it, body included
     * @param giveUp asked every 100 ms or so; true ends the request, with an answer of status -1
     */
    HttpResult call(HttpCall call, long timeout, BooleanSupplier giveUp) throws InterruptedException;
}
