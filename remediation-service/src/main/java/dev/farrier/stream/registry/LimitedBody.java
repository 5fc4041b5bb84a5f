package dev.farrier.stream.registry;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects the bytes of an answer up to a limit. The JDK has such a subscriber only from version 25 on. */
final class LimitedBody implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
    private final long most;
    private Flow.@Nullable Subscription subscription;
    private long size;

    private LimitedBody(long most) {
        this.most = most;
    }

    /** @param most bytes; with more the answer fails with an {@link IOException}, and the rest is not read */
    static BodyHandler<byte[]> of(long most) {
        return head -> new LimitedBody(most);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = started;
        whole.onSubscribe(started);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        if (size > most) {
            return; // was on its way when the rest was cancelled
        }
        for (ByteBuffer buffer : part) {
            size += buffer.remaining();
        }
        if (size <= most) {
            whole.onNext(part);
        } else {
            if (subscription != null) {
                subscription.cancel();
            }
            whole.onError(new IOException("its answer has more than " + most + " bytes"));
        }
    }

    @Override
    public void onError(Throwable problem) {
        whole.onError(problem);
    }

    @Override
    public void onComplete() {
        if (size <= most) {
            whole.onComplete();
        }
    }
}
