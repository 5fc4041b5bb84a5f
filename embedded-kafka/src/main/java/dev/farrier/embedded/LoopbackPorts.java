package dev.farrier.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on 127.0.0.1, below those that the system hands to outgoing connections. A port from that range could be
 * taken while the broker restarts, even by a waiting client that connects to itself.
 */
public final class LoopbackPorts {

    private static final int FIRST = 20_000;
    private static final int END = 32_000;

    private LoopbackPorts() {}

    /**
     * One that nobody listens on now.
     *
     * @param except ports that are already spoken for
     */
    public static int free(int... except) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (!contains(except, port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + END + " on 127.0.0.1");
    }

    static void requireFree(int port) {
        if (!isFree(port)) {
            throw new IllegalStateException("port " + port + " on 127.0.0.1 is in use");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // connections of a broker that just stopped may linger in TIME_WAIT
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("can't try port " + port + " on 127.0.0.1: " + e.getMessage(), e);
        }
    }

    private static boolean contains(int[] ports, int port) {
        for (int other : ports) {
            if (other == port) {
                return true;
            }
        }
        return false;
    }
}
