package dev.farrier.app.service;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine that this runs on. */
final class Host {
    private Host() {}

    /** Its name; {@code localhost} when it has none. */
    static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
