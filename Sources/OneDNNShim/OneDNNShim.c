#include "OneDNNShim.h"
