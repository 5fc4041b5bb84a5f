package dev.farrier.faults.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Kafka, which advertises the proxy's port as its own, and all its clients. It reads each request and, by a rule,
 * lets it fail.
 */
public final class WireProxy implements AutoCloseable {
    private final int kafkaPort;
    private final ServerSocket server;
    private final TopicNames names = new TopicNames();
    private final Set<WireConnection> connections = ConcurrentHashMap.newKeySet();
    private final Map<Traffic, LongAdder> traffic = new ConcurrentHashMap<>();
    private volatile List<WireRule> rules = List.of();

    /**
     * Requests that are alike.
     *
     * @param topic to which they produce; empty: they don't
     */
    public record Traffic(String client, ApiKeys kind, String topic) {}

    private WireProxy(int kafkaPort, ServerSocket server) {
        this.kafkaPort = kafkaPort;
        this.server = server;
    }

    /** Listens on a port of 127.0.0.1; Kafka may start later. */
    public static WireProxy start(int port, int kafkaPort) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        WireProxy proxy = new WireProxy(kafkaPort, server);
        Thread.ofPlatform().daemon().name("wire-proxy").start(proxy::accept);
        return proxy;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("wire-connect").start(() -> connect(client));
            } catch (IOException e) {
                // closed, or the client has gone
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket kafka = new Socket(InetAddress.getLoopbackAddress(), kafkaPort);
            WireConnection connection = new WireConnection(this, client, kafka);
            connections.add(connection);
            connection.start();
        } catch (IOException noKafka) {
            try {
                client.close();
            } catch (IOException e) {
                noKafka.addSuppressed(e);
            }
        }
    }

    /** The rules from now on, of which the first that fits decides; without one everything passes. */
    void arm(List<WireRule> next) {
        rules = next;
    }

    /** Ends the connections of these clients. */
    void cut(Predicate<String> clients) {
        connections.stream()
                .filter(connection -> clients.test(connection.clientId()))
                .forEach(WireConnection::close);
    }

    /** How many requests of which kind there were. */
    Map<Traffic, Long> traffic() {
        return traffic.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }

    TopicNames names() {
        return names;
    }

    @Nullable
    Injection judge(WireRequest request) {
        Set<String> topics = request.topics().isEmpty() ? Set.of("") : request.topics();
        topics.forEach(topic -> traffic.computeIfAbsent(
                        new Traffic(request.client(), request.kind(), topic), any -> new LongAdder())
                .increment());
        for (WireRule rule : rules) {
            Injection injection = rule.judge(request, System.nanoTime());
            if (injection != null) {
                return injection;
            }
        }
        return null;
    }

    void forget(WireConnection connection) {
        connections.remove(connection);
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(WireConnection::close);
    }
}
