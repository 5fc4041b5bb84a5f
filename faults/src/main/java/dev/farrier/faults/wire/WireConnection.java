package dev.farrier.faults.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection and the one to Kafka behind it. Answers come in the order of the requests, those that the proxy makes
 * up, too. After bytes that are no request of Kafka's, everything passes unread.
 */
final class WireConnection implements AutoCloseable {
    private final WireProxy proxy;
    private final Socket client;
    private final Socket kafka;
    private final DataInputStream fromClient;
    private final DataInputStream fromKafka;
    private final OutputStream toClient;
    private final OutputStream toKafka;
    /** Requests that are not answered yet, in their order; guarded by itself, as is {@link #toClient}. */
    private final Deque<Pending> pending = new ArrayDeque<>();

    private volatile String clientId = "";
    private volatile boolean silent;

    /**
     * @param injection what its answer suffers; null: nothing
     * @param answer that the proxy gives; null: Kafka answers
     */
    private record Pending(WireRequest request, @Nullable Injection injection, byte @Nullable [] answer) {}

    WireConnection(WireProxy proxy, Socket client, Socket kafka) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.kafka = kafka;
        client.setTcpNoDelay(true);
        kafka.setTcpNoDelay(true);
        fromClient = new DataInputStream(new BufferedInputStream(client.getInputStream()));
        fromKafka = new DataInputStream(new BufferedInputStream(kafka.getInputStream()));
        toClient = client.getOutputStream();
        toKafka = kafka.getOutputStream();
    }

    void start() {
        Thread.ofPlatform().daemon().name("wire-requests").start(() -> run(this::pumpRequests));
        Thread.ofPlatform().daemon().name("wire-answers").start(() -> run(this::pumpAnswers));
    }

    /** Empty before the first request. */
    String clientId() {
        return clientId;
    }

    private interface Pump {
        void run() throws IOException, InterruptedException;
    }

    private void run(Pump pump) {
        try {
            pump.run();
        } catch (IOException e) {
            // one side has closed the connection: so is the other
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        } catch (RuntimeException e) {
            // rather no connection than one that hangs for a reason that no rule says
            close();
            throw e;
        }
    }

    private void pumpRequests() throws IOException, InterruptedException {
        for (WireFrame frame = WireFrame.read(fromClient); frame != null; frame = WireFrame.read(fromClient)) {
            WireRequest request = frame.whole() ? WireRequest.parse(frame.bytes(), proxy.names()) : null;
            if (request == null) {
                toKafka.write(frame.onWire());
                fromClient.transferTo(toKafka);
                break;
            }
            clientId = request.client();
            if (!silent) {
                handle(request, frame, proxy.judge(request));
            }
        }
        kafka.shutdownOutput();
    }

    private void handle(WireRequest request, WireFrame frame, @Nullable Injection injection)
            throws IOException, InterruptedException {
        if (injection == null) {
            forward(request, frame, null);
            return;
        }
        switch (injection.action()) {
            case DROP -> close();
            case SILENCE -> fallSilent(injection.lasts());
            case ERROR -> {
                byte[] answer = request.answer(injection.error());
                synchronized (pending) {
                    pending.add(new Pending(request, injection, answer));
                    flush();
                }
            }
            case DELAY -> {
                Thread.sleep(injection.lasts());
                forward(request, frame, null);
            }
            case LOSE_ANSWER, EXECUTED_ERROR, SILENT_ANSWER -> forward(request, frame, injection);
        }
    }

    private void forward(WireRequest request, WireFrame frame, @Nullable Injection injection) throws IOException {
        if (request.answered()) {
            synchronized (pending) {
                pending.add(new Pending(request, injection, null));
            }
        }
        toKafka.write(frame.onWire());
    }

    private void pumpAnswers() throws IOException {
        for (WireFrame frame = WireFrame.read(fromKafka); frame != null; frame = WireFrame.read(fromKafka)) {
            Pending asked;
            synchronized (pending) {
                asked = pending.poll();
            }
            if (asked == null || !frame.whole()) {
                write(frame);
                fromKafka.transferTo(toClient);
                break;
            }
            if (!answer(asked, frame)) {
                return;
            }
        }
        client.shutdownOutput();
    }

    /** False: nothing more comes on this connection. */
    private boolean answer(Pending asked, WireFrame frame) throws IOException {
        Injection injection = asked.injection();
        if (silent) {
            return true;
        }
        if (injection == null) {
            proxy.names().learn(asked.request().header(), frame.bytes());
            write(frame);
            return true;
        }
        switch (injection.action()) {
            case SILENT_ANSWER -> fallSilent(injection.lasts());
            case EXECUTED_ERROR -> write(new WireFrame(true, asked.request().answer(injection.error())));
            default -> {
                close();
                return false;
            }
        }
        return true;
    }

    private void write(WireFrame frame) throws IOException {
        synchronized (pending) {
            toClient.write(frame.onWire());
            flush();
        }
    }

    /** The proxy's own answers, as far as it is their turn. */
    private void flush() throws IOException {
        for (Pending next = pending.peek(); next != null; next = pending.peek()) {
            byte[] answer = next.answer();
            if (answer == null) {
                return;
            }
            pending.poll();
            toClient.write(new WireFrame(true, answer).onWire());
        }
    }

    private void fallSilent(Duration atMost) {
        silent = true;
        Thread.ofVirtual().name("wire-silence").start(() -> {
            try {
                Thread.sleep(atMost);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            close();
        });
    }

    @Override
    public void close() {
        proxy.forget(this);
        for (Socket socket : new Socket[] {client, kafka}) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is closed all the same
            }
        }
    }
}
