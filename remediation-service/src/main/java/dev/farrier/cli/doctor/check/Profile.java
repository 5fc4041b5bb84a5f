package dev.farrier.cli.doctor.check;

/** What a deployment is for, and so how many copies of its records there must be. */
public enum Profile {
    /** One broker and one copy will do. */
    DEV,
    /** The loss of one broker stops nothing and loses nothing. */
    PRODUCTION;

    /** Brokers, and replicas of each topic. */
    static final int COPIES = 3;
}
